import { seed } from "@mcp-entra/mock-entra";
import { signIn } from "@mcp-entra/mock-entra/browser";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import {
  authorizeUrl,
  codeIn,
  createBrowser,
  entraHost,
  fateOf,
  locationOf,
  signInAs,
  startSignIn,
} from "./support/mcp-client.ts";
import { clients, startServer } from "./support/test-server.ts";

useLaxEntra();

const clientChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

test("[3.1] sends the browser to your organization's sign-in, for your application", async () => {
  const issuer = await startServer();
  const response = await fetch(authorizeUrl(issuer), { redirect: "manual" });
  const entra = locationOf(response, issuer);
  expect(
    entra.hostname,
    "The browser was not sent to Entra. Await the address that MSAL's getAuthCodeUrl gives, and redirect to it, in beginSignIn.",
  ).toBe(entraHost);
  expect(
    { path: entra.pathname, client: entra.searchParams.get("client_id") },
    "The browser was sent to another organization's sign-in, to everybody's (common), or for another application. Give MSAL clientId, and https://login.microsoftonline.com/ with tenantId as authority, in createEntraClient.",
  ).toEqual({
    path: `/${seed.tenant.id}/oauth2/v2.0/authorize`,
    client: seed.applications.remote.appId,
  });
  expect(
    entra.searchParams.get("redirect_uri"),
    "Entra was told to send the browser somewhere else than to your callback. params.redirectUri is the client's, for your own codes; give getAuthCodeUrl options.redirectUri.",
  ).toBe(`${issuer}/auth/callback`);
});

test("[3.1] protects its own way to Entra with PKCE", async () => {
  const { entra } = await startSignIn(await startServer());
  const challenge = entra.searchParams.get("code_challenge") ?? "";
  expect(
    {
      method: entra.searchParams.get("code_challenge_method"),
      isChallenge: /^[\w-]{43}$/.test(challenge),
      isTheClients: challenge === clientChallenge,
    },
    "Entra was not given a PKCE challenge of yours: a code that leaks could be redeemed by others. Make verifier and challenge with MSAL's CryptoProvider, in beginSignIn, and give getAuthCodeUrl the challenge and the method S256; the verifier stays with you, and the client's challenge is for your own codes.",
  ).toEqual({ method: "S256", isChallenge: true, isTheClients: false });
});

test("[3.1] makes state and nonce afresh for each sign-in", async () => {
  const issuer = await startServer();
  const signIns = [await startSignIn(issuer), await startSignIn(issuer)];
  const values = ["state", "nonce"].map((name) => {
    const [first = "", second = ""] = signIns.map(({ entra }) => entra.searchParams.get(name) ?? "");
    return first !== second && first.length >= 20 && second.length >= 20;
  });
  expect(
    values,
    "state and nonce were not both long, random and new. With a value that an attacker knows, their sign-in passes for somebody else's: make both with createOpaqueToken, in beginSignIn.",
  ).toEqual([true, true]);
});

test("[3.1] asks Entra for what your tools need, whatever the client asks for", async () => {
  const issuer = await startServer();
  const more = { scope: "openid Directory.ReadWrite.All", resource: `${issuer}/mcp` };
  const { entra } = await startSignIn(issuer, more);
  const scopes = (entra.searchParams.get("scope") ?? "").split(" ");
  expect(
    {
      graph: scopes.filter((scope) => scope.includes(".")),
      resource: entra.searchParams.get("resource"),
    },
    "What the client asked for was passed on to Entra. Its scopes and its resource are for your own tokens; ask Entra for User.Read, and for no resource (AADSTS9010010), in getAuthCodeUrl.",
  ).toEqual({ graph: ["User.Read"], resource: null });
});

test("[3.1] ties the sign-in to the browser by a cookie that scripts cannot read", async () => {
  const { cookies } = await startSignIn(await startServer());
  const attributes = (cookies[0] ?? "").toLowerCase();
  expect(
    { httpOnly: attributes.includes("httponly"), lax: attributes.includes("samesite=lax") },
    "No HttpOnly, SameSite=Lax cookie was set. Without it you cannot tell the browser that comes back from the one that left. SameSite=Strict would be lost on the way back. Use response.cookie in beginSignIn, before response.redirect.",
  ).toEqual({ httpOnly: true, lax: true });
});

test("[3.2] brings the browser back to the client with a code of yours", async () => {
  const page = await signInAs(seed.users.ada, await startServer());
  expect(
    page.url.split("?")[0],
    "After the sign-in the browser did not reach the client. Redeem Entra's code in finishSignIn, return the client's redirect URI with a code of your own, and let answerCallback redirect to it.",
  ).toBe(clients.editor.redirect_uris[0]);
  expect(
    {
      isLong: codeIn(page).length >= 20,
      isEntras: codeIn(page).startsWith("1.AXYA"),
      state: new URL(page.url).searchParams.get("state"),
    },
    "The client needs a code that you have made, and its own state back; Entra's code is for you alone. Make one with createOpaqueToken, and keep params.state with the sign-in.",
  ).toEqual({ isLong: true, isEntras: false, state: "state-of-the-client" });
});

test("[3.2] goes to the redirect URI that this request named", async () => {
  const [, second = ""] = clients.editor.redirect_uris;
  const page = await signInAs(seed.users.ada, await startServer(), { redirect_uri: second });
  expect(
    page.url.split("?")[0],
    "The browser was not sent to the redirect URI of this request. The code would arrive at a part of the client that did not ask for it: keep params.redirectUri with the sign-in.",
  ).toBe(second);
});

test("[3.2] gives the client its own state back, whatever is in it", async () => {
  const state = "seen&code=of-an-attacker#? ü";
  const page = await signInAs(seed.users.ada, await startServer(), { state });
  const { searchParams } = new URL(page.url);
  expect(
    { state: searchParams.get("state"), codes: searchParams.getAll("code").length },
    "The client's state did not come back as it was, or brought a parameter of its own into the address. Text that is put together by hand is not encoded: set code and state in new URL(redirectUri).searchParams, in finishSignIn.",
  ).toEqual({ state, codes: 1 });
});

test("[3.2] refuses a state that it has not made", async () => {
  const issuer = await startServer();
  const swapState = (address: string): string =>
    address.replace(/(auth\/callback.*[?&]state=)[^&]+/, "$1made-by-an-attacker-for-this-purpose");
  const browser = createBrowser([], swapState);
  const page = await signInAs(seed.users.ada, issuer, {}, browser);
  expect(
    fateOf(page),
    "A callback with a made-up state was not refused with a 4xx page. Anybody could slip their own sign-in to your user: look the state up, and stop when you have not made it.",
  ).toBe("refused");
});

test("[3.2] refuses a sign-in that another browser began", async () => {
  const issuer = await startServer();
  const attacker = createBrowser([`${issuer}/auth/callback`]);
  const { url } = await signInAs(seed.users.grace, issuer, {}, attacker);
  const victim = await createBrowser().visit(url);
  expect(
    url.startsWith(`${issuer}/auth/callback`),
    "The sign-in does not lead back to /auth/callback yet. Finish task 3.1 first, then come back to this one.",
  ).toBe(true);
  expect(
    fateOf(victim),
    "A person opened a callback link that another person's browser began, and got no 4xx page: both would share one account. Compare the cookie from task 3.1 with the sign-in's, before anything else.",
  ).toBe("refused");
});

test("[3.2] refuses the id token of another sign-in", async () => {
  const issuer = await startServer();
  const swapNonce = (address: string): string =>
    address.replace(/([?&]nonce=)[^&]+/, "$1nonce-of-another-sign-in");
  const browser = createBrowser([], swapNonce);
  const page = await signIn(browser, await browser.visit(authorizeUrl(issuer)), seed.users.ada);
  expect(
    fateOf(page),
    "The id token carried another nonce than the one you sent, and was accepted. That is how a stolen code is slipped in: keep the nonce with the sign-in and give it to acquireTokenByCode, which compares.",
  ).toBe("refused");
});

test("[3.2] tells the client when the person says no", async () => {
  const issuer = await startServer();
  const browser = createBrowser();
  const signInPage = await browser.visit(authorizeUrl(issuer));
  const hasForm = signInPage.document.querySelector('[name="action"]') !== null;
  const page = hasForm ? await browser.submit(signInPage, { action: "cancel" }) : signInPage;
  expect(
    {
      isAtClient: page.url.startsWith("http://127.0.0.1:9/"),
      error: new URL(page.url).searchParams.get("error"),
      state: new URL(page.url).searchParams.get("state"),
    },
    "The person cancelled, and the client does not hear it, or not of which sign-in: it waits for ever. Entra's answer has error in place of code; send it on to the client's redirect URI, with the client's state.",
  ).toEqual({ isAtClient: true, error: "access_denied", state: "state-of-the-client" });
});
