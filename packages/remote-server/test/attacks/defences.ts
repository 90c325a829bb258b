import type { Defence } from "./defence.ts";
import { entraTokenDefences } from "./entra-token-defences.ts";
import { laterDefences } from "./later-defences.ts";
import { takingTheLast } from "./support/taking-the-last.ts";

/** By id: the number of the attack that the defence stops. If an attack has several defences, a word follows the number. */
export const defences = {
  "1": {
    title: "The client has registered the redirect URI. On loopback, the port may differ.",
  },
  "2": {
    title: "The server knows only registered clients.",
    instead: (guard) => `
      const prefix = "self-made:";
      if (clientId.startsWith(prefix))
        return { client_id: clientId, redirect_uris: [clientId.slice(prefix.length)] };
      ${guard}`,
  },
  "4": {
    title: "A redirect URI has no user name and no fragment. Its scheme is https, or http on loopback.",
  },
  "5": {
    title: "The same rules apply when a redirect URI is registered.",
    instead: () => "const usable = sent;",
  },
  "5-read": {
    title: "The server checks a registered URI again when it reads it. A script is not a URL.",
    instead: () => "return JSON.parse(record);",
  },
  "6-body": {
    title: "The body of a registration has a maximum size.",
    instead: () => `jsonBody(2 ** 30),`,
  },
  "6-fields": {
    title: "Each field of a registration has a maximum size.",
    instead: (guard) => guard.replaceAll(/\.max\(\d+(_\d+)*\)/g, ""),
  },
  "6-rate": {
    title: "The server counts the registrations of one address.",
    instead: () => "limit: 1_000_000,",
  },
  "7": { title: "A metadata document has to contain its own address as client id." },
  "8": { title: "All IP addresses of a document's host are public." },
  "8-name": { title: "A document's host is a name and not an IP address." },
  "9": { title: "The connection uses the address that was checked." },
  "10": { title: "The server does not follow redirects.", twin: "10-follows-redirects.ts" },
  "11-size": { title: "The server reads a document up to a maximum size." },
  "11-time": {
    title: "A document has to arrive within seconds.",
    instead: (guard) => guard.replace("fetchSeconds", "60"),
  },
  "12": { title: "A document contains no secret." },
  "13-method": { title: "The challenge's method is S256." },
  "13-shape": { title: "The challenge has the shape of a SHA-256." },
  "14": { title: "If the request names a resource, it is our resource." },
  "15-authorize": {
    title: "The authorization request contains each parameter once.",
    instead: (guard) => takingTheLast(guard, "z.object"),
  },
  "15-token": {
    title: "The token request contains each parameter once.",
    instead: (guard) => takingTheLast(guard, "z.discriminatedUnion"),
  },
  "16-escape": {
    title: "Every value in a page is escaped.",
    instead: () => `if (typeof value === "string") return value;`,
  },
  "16-csp": {
    title: "No script may run in our pages.",
    instead: () => "defaultSrc: helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc,",
  },
  "17-ancestors": { title: "Browsers do not show our pages in frames," },
  "17-frame-options": {
    title: "and older browsers do not either.",
    instead: () => "xFrameOptions: false,",
  },
  "18": { title: "The answer to the question contains the token of the page's form." },
  "19": { title: "The answer to the question comes with the cookie of the browser that was asked." },
  "20": { title: "A cookie never replaces an answer.", twin: "20-believes-a-cookie.ts" },
  "21": { title: "An answer is valid for one client only.", twin: "21-remembers-the-browser.ts" },
  "22": { title: "An answer is valid for one request only.", twin: "22-remembers-the-client.ts" },
  "23": { title: "The callback comes with the cookie of the browser that agreed." },
  "23-secret": {
    title: "An attacker cannot compute that cookie from the callback's address.",
    twin: "23-cookie-repeats-the-state.ts",
  },
  "25": {
    title: "The first callback uses up the state.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "25-parallel": {
    title: "The server reads and deletes it in one step.",
    instead: () => `
      const record = await store.get(recordKey(state));
      // As long as a store in the network can take.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.take(recordKey(state));`,
  },
  "26": {
    title: "A state is valid for ten minutes.",
    instead: (guard) => guard.replace("signInSeconds", "31_536_000"),
  },
  "28-issuer": { title: "The id token's iss is our tenant's." },
  "28-tenant": { title: "The id token's tid is our tenant." },
  "28-audience": { title: "The id token's aud is our application." },
  "28-nonce": {
    title: "The id token's nonce is the nonce of this sign-in.",
    twin: "28-no-nonce-towards-entra.ts",
  },
  "28-pkce": {
    title: "Our own PKCE verifier binds Entra's code to this sign-in.",
    twin: "28-no-pkce-towards-entra.ts",
  },
  "29": { title: "Only the client that a code was issued to can redeem it." },
  "30-verifier": { title: "The verifier matches the challenge." },
  "30-redirect": {
    title: "If the request contains a redirect URI, it is the one that the code was sent to.",
  },
  "31-once": {
    title: "The first redemption uses up the code.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "31-family": { title: "A second redemption ends the session of the first one." },
  "32": { title: "A refresh token is valid for the client that it was issued to." },
  "33-reuse": { title: "The server recognizes an old refresh token." },
  "33-grace": {
    title: "The time for retries ends by the clock,",
    instead: () => "return grace;",
  },
  "33-grace-store": {
    title: "and the record expires at the same time.",
    instead: (guard) => guard.replace("refreshGraceSeconds", "31_536_000"),
  },
  "33-family": { title: "An old refresh token ends the whole session." },
  "34": {
    title:
      "If several refreshes come at the same moment, one replaces the pair. The others get the same new pair.",
    instead: () => `
      await table.put(id, record);
      return { kind: "refreshed", session, tokens };`,
  },
  "35": {
    title: "A refresh gives the session's scopes, and never more.",
    instead: () => "session.scopes = [...scopes];",
  },
  "36": { title: "Only the client that a token was issued to can revoke it." },
  "37": {
    title: "The server looks up tokens that it issued. It does not decode a token.",
    twin: "37-decodes-tokens.ts",
  },
  "38": {
    title: "The server reads a token only from the Authorization header.",
    instead: () => "authorization: request.headers.authorization ?? `Bearer ${request.query.access_token}`,",
  },
  "39": { title: "Only the user and the client that opened a stream can use it." },
  "40-origin": { title: "The server refuses requests of other web pages." },
  "40-host": { title: "The server answers to its own host name only." },
  "41": {
    title: "A question is valid for ten minutes.",
    instead: (guard) => guard.replace("consentSeconds", "31_536_000"),
  },
  "42": { title: "Each answer to a client names the server that gives it." },
  "43": {
    title: "A code is valid for a minute.",
    instead: (guard) => guard.replace("codeSeconds", "31_536_000"),
  },
  "44": {
    title: "An access token is not valid after its expiry.",
  },
  "45": {
    title:
      "Records that decide about sessions and clients have an authentication tag, which includes their key in the store.",
    instead: () => "const authentic = store;",
  },
  "46": { title: "To withdraw an approval, a request needs the token of the page's form." },
  "47": {
    title: "Without a trusted proxy, the server takes the caller's address from the connection.",
    instead: () => "if (trustProxy === undefined) return () => true;",
  },
  "48-access": { title: "An access token is valid at the server that it was issued for." },
  "48-code": { title: "A code is valid at the server that issued it." },
  "48-refresh": { title: "Only the server that began a session can refresh it." },
  ...laterDefences,
  ...entraTokenDefences,
} as const satisfies Record<string, Defence>;

export type DefenceId = keyof typeof defences;
