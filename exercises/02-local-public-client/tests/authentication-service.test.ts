import { seed } from "@mcp-entra/mock-entra";
import { moveTime } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { expect, test } from "vitest";
import { AuthenticationService } from "#exercise/authentication-service.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import { captureOutput, startSession } from "./support/session.ts";
import { claimOf, holdsToken } from "./support/tokens.ts";

const entra = useLaxEntra();

const local = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };

/** The address that MSAL would open in the user's browser; about:blank if MSAL throws. */
async function signInAddress(application = local): Promise<URL> {
  const deps = { openBrowser: async () => undefined, log: () => undefined };
  try {
    const { client } = await AuthenticationService.create(application, deps);
    const request = { scopes: ["User.Read"], redirectUri: "http://localhost" };
    return new URL(await client.getAuthCodeUrl(request));
  } catch (error) {
    noteOnFailure(`MSAL threw: ${String(error)}`);
    return new URL("about:blank");
  }
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
    "People are not sent to your tenant: every user with a Microsoft account could sign in. Put the tenant's ID at the end of MSAL's authority, in AuthenticationService.create.",
  ).toBe(seed.tenant.id);
});

test("[2.1] sends people to Entra's host over https", async () => {
  const { origin } = await signInAddress();
  expect(
    origin,
    "People would type their password at another address than Entra's. An authority of another host signs in whom it likes. Begin it with https://login.microsoftonline.com/, in AuthenticationService.create.",
  ).toBe("https://login.microsoftonline.com");
});

test("[2.1] makes a client of its own for each application", async () => {
  const other = {
    clientId: seed.applications.remote.appId,
    tenantId: "11111111-2222-4333-8444-555555555555",
  };
  // The other tenant does not exist. The test only reads the configuration of its client.
  const first = await signInAddress();
  const deps = { openBrowser: async () => undefined, log: () => undefined };
  const { client } = await AuthenticationService.create(other, deps);
  const { clientId = "", authority = "" } = configurationOf(client);
  expect(
    [first.searchParams.get("client_id"), clientId, authority.includes(other.tenantId)],
    "A second application got the client of the first one, or its tenant. Users would sign in for another program. Make a new client from what create was given, and keep none in a variable of the module.",
  ).toEqual([local.clientId, other.clientId, true]);
});

/** The configuration of an MSAL client. MSAL keeps it in a protected field. */
function configurationOf(client: object): { clientId?: string; authority?: string } {
  const config: unknown = Reflect.get(client, "config");
  return (config as { auth?: { clientId?: string; authority?: string } } | undefined)?.auth ?? {};
}

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
  const { token } = await acquireToken();
  expect(
    beyondSignIn(person.pages[0]?.searchParams.get("scope") ?? ""),
    "The sign-in asks for other permissions than GET /me needs. A stolen token can do all that it was issued for, so list just User.Read in scopes.",
  ).toEqual(["User.Read"]);
  expect(
    beyondSignIn(claimOf(token, "scp")),
    "The token carries other permissions than User.Read. Ask for the same scopes in acquireTokenSilent as in acquireTokenInteractive, in acquireToken.",
  ).toEqual(["User.Read"]);
});

/** The scopes that are not about the sign-in itself. The full name of a permission of Graph's means the same as the short one. */
function beyondSignIn(scopes: unknown): string[] {
  return (typeof scopes === "string" ? scopes : "")
    .split(" ")
    .filter((scope) => !["openid", "profile", "email", "offline_access"].includes(scope))
    .map((scope) => scope.replace(/^https:\/\/graph\.microsoft\.com\/(?!\.default)/, ""));
}

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

test("[2.2] believes the token's own end, and no hour of its own", async () => {
  entra.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 600 });
  const { acquireToken } = await startSession();
  const first = await acquireToken();
  moveTime(15 * 60);
  const second = await acquireToken();
  expect(
    second.token !== first.token && second.token !== "",
    "Entra had issued a token for ten minutes, and after a quarter of an hour it was still handed out. Entra decides how long a token is good: keep none yourself, and call acquireTokenSilent each time.",
  ).toBe(true);
});

test("[2.2] goes on as the user who has signed in last", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  // Ada is renamed, and Grace is given the name that Ada had.
  const { userPrincipalName } = seed.users.ada;
  Object.assign(entra.directory.findUser(seed.users.ada.id) ?? {}, {
    userPrincipalName: "ada.b@contoso.example",
  });
  Object.assign(entra.directory.findUser(seed.users.grace.id) ?? {}, { userPrincipalName });
  // Entra requires one new sign-in. Grace is at the machine now.
  moveTime(2 * 60 * 60);
  entra.faults.add({ endpoint: "token", aadsts: 50076, times: 1 });
  person.user = { ...seed.users.grace, userPrincipalName };
  const tokens = [await acquireToken(), await acquireToken()];
  expect(
    tokens.map(({ token }) => claimOf(token, "oid")),
    "Grace had signed in after Ada, and a later call got Ada's token: the first account in MSAL's cache was taken, or one of the same name. Grace would read Ada's data. Keep the account of the last result, in acquireToken.",
  ).toEqual([seed.users.grace.id, seed.users.grace.id]);
});

test("[2.2] keeps tokens in memory only", async () => {
  const { written } = captureOutput();
  const { acquireToken } = await startSession();
  const { token } = await acquireToken();
  await acquireToken();
  const environment = Object.values(process.env).join("\n");
  expect(
    { file: holdsToken(written(), token), environment: environment.includes(token) && token !== "" },
    "A token was written to a file in clear, or into process.env, which every program gets that yours starts. A reader of it is the user. Leave tokens in MSAL's cache; what has to outlive a restart belongs into the secure storage of the system.",
  ).toEqual({ file: false, environment: false });
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
  expect(
    person.pages.length,
    "The person cancelled, and the page was shown to them again. A no is an answer: show the page once for each call, in acquireToken.",
  ).toBe(1);
});

test("[2.3] hands out no old token when the person cancels", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  entra.killRefreshTokens({ reason: "revoked" });
  moveTime(2 * 60 * 60);
  person.cancels = true;
  const { token } = await acquireToken();
  expect(
    token,
    "The sign-in was revoked, the person did not sign in again, and acquireToken returned the token from before. What an administrator has ended would go on. Let the error through, in acquireToken.",
  ).toBe("");
});

test("[2.3] falls back on no other user's sign-in", async () => {
  const { acquireToken, person } = await startSession();
  await acquireToken();
  moveTime(2 * 60 * 60);
  entra.faults.add({ endpoint: "token", aadsts: 50076, times: 1 });
  person.user = seed.users.grace;
  await acquireToken();
  entra.revokeSessions(seed.users.grace.id);
  moveTime(2 * 60 * 60);
  person.cancels = true;
  const { token } = await acquireToken();
  expect(
    claimOf(token, "oid"),
    "Grace's sign-in had ended, she cancelled the page, and acquireToken returned the token of Ada, who had been here before. Try the account of the last sign-in only, and let the error through, in acquireToken.",
  ).toBeUndefined();
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
