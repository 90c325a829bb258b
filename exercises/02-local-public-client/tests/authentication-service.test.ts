import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, expect, test } from "vitest";
import { moveTime, startSession } from "./support/session.ts";

const entra = useMockEntra();

// The registration is laxer than yours is: what keeps other organizations out has to be the code.
beforeEach(() => {
  const application = entra.directory.findApplication(seed.applications.local.appId);
  if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
});

async function signInAddress(): Promise<URL> {
  const { service } = await startSession();
  const request = { scopes: ["User.Read"], redirectUri: "http://localhost" };
  return new URL(await service.client.getAuthCodeUrl(request));
}

test("[2.1] makes a client for this application", async () => {
  const clientId = (await signInAddress()).searchParams.get("client_id");
  expect(
    clientId,
    "The client asks Entra for another application than yours. Give MSAL the application's clientId, in AuthenticationService.create.",
  ).toBe(seed.applications.local.appId);
});

test("[2.1] sends people to their own organization's sign-in", async () => {
  const { pathname } = await signInAddress();
  expect(
    pathname.split("/")[1],
    "People are not sent to your tenant: anybody with a Microsoft account could sign in. Put the tenant's ID at the end of MSAL's authority, in AuthenticationService.create.",
  ).toBe(seed.tenant.id);
});

test("[2.2] lets the person sign in, and gets a token that Graph takes", async () => {
  const { acquireToken, person } = await startSession();
  const { token } = await acquireToken();
  expect(
    person.pages.length,
    "No user was asked to sign in. With no account yet, use MSAL's acquireTokenInteractive and pass on openBrowser, in acquireToken.",
  ).toBe(1);
  const graph = await fetch("https://graph.microsoft.com/v1.0/me", {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(
    graph.status,
    "Microsoft Graph does not take what acquireToken returns. Return the access token of MSAL's result, not the id token.",
  ).toBe(200);
});

test("[2.2] asks for User.Read and nothing else", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  const scopes = person.pages[0]?.searchParams.get("scope")?.split(" ") ?? [];
  const own = scopes.filter((scope) => !["openid", "profile", "offline_access"].includes(scope));
  expect(
    own,
    "The sign-in asks for other permissions than GET /me needs. A stolen token can do all that it was issued for, so list just User.Read in scopes.",
  ).toEqual(["User.Read"]);
});

test("[2.2] does not ask again while the token is good", async () => {
  const { acquireToken, person } = await startSession();
  const first = await acquireToken();
  const second = await acquireToken();
  expect(
    { pages: person.pages.length, same: second.token === first.token && first.token !== "" },
    "The second call did not get the token of the first by itself. People who are asked at every call click everything away: keep the account of MSAL's result and try acquireTokenSilent first.",
  ).toEqual({ pages: 1, same: true });
});

test("[2.2] renews an expired token without asking", async () => {
  const { acquireToken, person } = await startSession();
  const first = await acquireToken();
  moveTime(2 * 60 * 60);
  const second = await acquireToken();
  expect(
    { pages: person.pages.length, renewed: second.token !== first.token && second.token !== "" },
    "After two hours the access token has expired, and it was not renewed silently. Leave tokens to MSAL's cache, which holds the refresh token too, and call acquireTokenSilent each time.",
  ).toEqual({ pages: 1, renewed: true });
});

test("[2.3] asks again when the sign-in has been revoked", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  entra.killRefreshTokens({ reason: "revoked" });
  moveTime(2 * 60 * 60);
  const { token } = await acquireToken();
  expect(
    { pages: person.pages.length, token: token !== "" },
    "The administrator has revoked the sign-in, and the person was not asked again: they are locked out until a restart. Go on to the interactive sign-in when acquireTokenSilent FAILS, not only when there is no account.",
  ).toEqual({ pages: 2, token: true });
});

test("[2.3] tells its caller when the person cancels", async () => {
  const { acquireToken, person } = await startSession();
  person.cancels = true;
  const { error } = await acquireToken();
  expect(
    error,
    "The person cancelled, and acquireToken returned as if nothing had happened. The caller would go on without a token: let MSAL's error through.",
  ).toBeInstanceOf(Error);
});

test("[2.3] logs that a sign-in has failed", async () => {
  const { acquireToken, person, log } = await startSession();
  person.cancels = true;
  await acquireToken();
  expect(
    log.length,
    "A sign-in failed and no line says so. You could not tell an attack from a mistake: call log before you throw the error on, in acquireToken.",
  ).toBeGreaterThan(0);
});
