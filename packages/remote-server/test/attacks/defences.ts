import type { Defence } from "./defence.ts";
import { entraTokenDefences } from "./entra-token-defences.ts";
import { laterDefences } from "./later-defences.ts";
import { takingTheLast } from "./support/taking-the-last.ts";

/** By id: the number of the attack that each stops first of all, with a word behind it where there is more than one. */
export const defences = {
  "1": {
    title: "The redirect URI is one that the client has registered; of a loopback one the port may differ.",
  },
  "2": {
    title: "Only clients that have registered are known.",
    instead: (guard) => `
      const prefix = "self-made:";
      if (clientId.startsWith(prefix))
        return { client_id: clientId, redirect_uris: [clientId.slice(prefix.length)] };
      ${guard}`,
  },
  "4": {
    title: "A redirect URI has neither user name nor fragment, and no scheme but https or loopback http.",
  },
  "5": {
    title: "The same is asked of a redirect URI when it is registered.",
    instead: () => "const usable = sent;",
  },
  "5-read": {
    title: "What was registered is looked at once more when it is read; a script is no URL.",
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
    title: "Registrations of one address are counted.",
    instead: () => "limit: 1_000_000,",
  },
  "7": { title: "A metadata document says that it is the one at this very address." },
  "8": { title: "All addresses of a document's host are public ones." },
  "8-name": { title: "A document's host is a name." },
  "9": { title: "The connection goes to an address that was checked." },
  "10": { title: "Redirects are not followed.", twin: "10-follows-redirects.ts" },
  "11-size": { title: "A document is read up to a maximum size." },
  "11-time": {
    title: "A document has to be there within seconds.",
    instead: (guard) => guard.replace("fetchSeconds", "60"),
  },
  "12": { title: "A document holds no secret." },
  "13-method": { title: "The challenge's method is S256." },
  "13-shape": { title: "The challenge has the shape of a SHA-256." },
  "14": { title: "The resource, where one is named, is ours." },
  "15-authorize": {
    title: "Each parameter of the authorization request comes once.",
    instead: (guard) => takingTheLast(guard, "z.object"),
  },
  "15-token": {
    title: "Each parameter of the token request comes once.",
    instead: (guard) => takingTheLast(guard, "z.discriminatedUnion"),
  },
  "16-escape": {
    title: "Every value that goes into a page is escaped.",
    instead: () => `if (typeof value === "string") return value;`,
  },
  "16-csp": {
    title: "No script may run in our pages.",
    instead: () => "defaultSrc: helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc,",
  },
  "17-ancestors": { title: "Our pages are not shown in frames," },
  "17-frame-options": {
    title: "not in older browsers either.",
    instead: () => "xFrameOptions: false,",
  },
  "18": { title: "The answer to the question carries the token of the page's form." },
  "19": { title: "The answer to the question comes with the cookie of the browser that was asked." },
  "20": { title: "No cookie stands for an answer.", twin: "20-believes-a-cookie.ts" },
  "21": { title: "An answer counts for one client only.", twin: "21-remembers-the-browser.ts" },
  "22": { title: "An answer counts for one request only.", twin: "22-remembers-the-client.ts" },
  "23": { title: "The callback comes with the cookie of the browser that agreed." },
  "23-secret": {
    title: "That cookie cannot be made up from the callback's address.",
    twin: "23-cookie-repeats-the-state.ts",
  },
  "25": {
    title: "A state is used up by the first callback.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "25-parallel": {
    title: "It is read and deleted in one step.",
    instead: () => `
      const record = await store.get(recordKey(state));
      // As long as a store in the network may well take.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.take(recordKey(state));`,
  },
  "26": {
    title: "A state is good for ten minutes.",
    instead: (guard) => guard.replace("signInSeconds", "31_536_000"),
  },
  "28-issuer": { title: "The id token's iss is our tenant's." },
  "28-tenant": { title: "The id token's tid is our tenant." },
  "28-audience": { title: "The id token's aud is our application." },
  "28-nonce": {
    title: "The id token's nonce is the one of this very sign-in.",
    twin: "28-no-nonce-towards-entra.ts",
  },
  "28-pkce": {
    title: "Entra's code is bound to this very sign-in by a PKCE verifier of ours.",
    twin: "28-no-pkce-towards-entra.ts",
  },
  "29": { title: "A code is redeemed by the client that it was issued to." },
  "30-verifier": { title: "The verifier fits the challenge." },
  "30-redirect": { title: "The redirect URI, where it is sent, is the one that the code went to." },
  "31-once": {
    title: "A code is used up by the first redemption.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "31-family": { title: "A second redemption ends what the first one got." },
  "32": { title: "A refresh token is good for the client that it was issued to." },
  "33-reuse": { title: "An old refresh token is recognized." },
  "33-grace": {
    title: "The grace for retries ends by the clock,",
    instead: () => "return grace;",
  },
  "33-grace-store": {
    title: "and its record with it.",
    instead: (guard) => guard.replace("refreshGraceSeconds", "31_536_000"),
  },
  "33-family": { title: "An old refresh token ends the whole session." },
  "34": {
    title: "Of refreshes at the same moment one replaces the pair; the others get that one's.",
    instead: () => `
      await table.put(id, record);
      return { kind: "refreshed", session, tokens };`,
  },
  "35": {
    title: "A refresh gives what the session has, whatever it asks for.",
    instead: () => "session.scopes = [...scopes];",
  },
  "36": { title: "A token is revoked by the client that it was issued to." },
  "37": { title: "Only tokens that we issued are looked up; none is decoded.", twin: "37-decodes-tokens.ts" },
  "38": {
    title: "Only the Authorization header counts.",
    instead: () => "authorization: request.headers.authorization ?? `Bearer ${request.query.access_token}`,",
  },
  "39": { title: "A stream is there for the user and client that opened it." },
  "40-origin": { title: "Requests of other web pages are refused." },
  "40-host": { title: "The server answers under its own name only." },
  "41": {
    title: "A question is good for ten minutes.",
    instead: (guard) => guard.replace("consentSeconds", "31_536_000"),
  },
  "42": { title: "Each answer to a client says who gives it." },
  "43": {
    title: "A code is good for a minute.",
    instead: (guard) => guard.replace("codeSeconds", "31_536_000"),
  },
  "44": {
    title: "An access token ends when it says so.",
  },
  "45": {
    title: "What decides about sessions and clients is vouched for, at its place in the store.",
    instead: () => "const authentic = store;",
  },
  "46": { title: "An approval is taken back with the token of the page's form." },
  "47": {
    title: "Without a trusted proxy, the connection says where a request comes from.",
    instead: () => "if (trustProxy === undefined) return () => true;",
  },
  "48-access": { title: "An access token is good at the server that it was made for." },
  "48-code": { title: "A code is good at the server that issued it." },
  "48-refresh": { title: "A session is prolonged by the server that began it." },
  ...laterDefences,
  ...entraTokenDefences,
} as const satisfies Record<string, Defence>;

export type DefenceId = keyof typeof defences;
