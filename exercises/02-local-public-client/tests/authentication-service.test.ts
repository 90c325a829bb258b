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
    "The client names another application to Entra. Give MSAL the clientId of your application, in AuthenticationService.create.",
  ).toBe(seed.applications.local.appId);
});

test("[2.1] sends people to their own organization's sign-in", async () => {
  const { pathname } = await signInAddress();
  expect(
    pathname.split("/")[1],
    "The sign-in page is not your tenant's. Every user with a Microsoft account could sign in. Put the tenant's ID at the end of MSAL's authority, in AuthenticationService.create.",
  ).toBe(seed.tenant.id);
});

test("[2.1] sends people to Entra's host over https", async () => {
  const { origin } = await signInAddress();
  expect(
    origin,
    "The sign-in page is on another host than Entra's. Users would type their passwords there. Begin MSAL's authority with https://login.microsoftonline.com/, in AuthenticationService.create.",
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
    "A second application got the client or the tenant of the first one. Its users would sign in for another program. Make a new MSAL client at each call of AuthenticationService.create, and keep none in a variable of the class or the module.",
  ).toEqual([local.clientId, other.clientId, true]);
});

/** The configuration of an MSAL client. MSAL keeps it in a protected field. */
function configurationOf(client: object): { clientId?: string; authority?: string } {
  const config: unknown = Reflect.get(client, "config");
  return (config as { auth?: { clientId?: string; authority?: string } } | undefined)?.auth ?? {};
}

test("[2.2] lets the person sign in, and gets a token that Graph takes", async () => {
  const { acquireToken, person } = await startSession();
  const { token, error } = await acquireToken();
  expect(
    person.pages.length,
    "No user was asked to sign in. If there is no account yet, call MSAL's acquireTokenInteractive, and give it openBrowser, in acquireToken.",
  ).toBe(1);
  expect(
    error,
    "The sign-in page was opened, and then acquireToken threw the error below. If Entra refused (AADSTS…), look at scopes: an administrator has to allow some permissions first. Ask for User.Read only, in acquireToken.",
  ).toBeUndefined();
  const graph = await fetch("https://graph.microsoft.com/v1.0/me", {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(
    graph.status,
    "Microsoft Graph does not accept the token that acquireToken returns. Return the access token of MSAL's result, and not the ID token.",
  ).toBe(200);
});

test("[2.2] asks for User.Read and nothing else", async () => {
  const { acquireToken, person } = await startSession();
  const { token } = await acquireToken();
  expect(
    beyondSignIn(person.pages[0]?.searchParams.get("scope") ?? ""),
    "The sign-in asks for other permissions than GET /me needs. A thief of a token can use all its permissions. Ask for the scope User.Read only, in authentication-service.ts.",
  ).toEqual(["User.Read"]);
  expect(
    beyondSignIn(claimOf(token, "scp")),
    "The token has other permissions than User.Read. Use the same scopes for acquireTokenSilent and for acquireTokenInteractive, in acquireToken.",
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
    "The second call opened a page again, or returned another token than the first call. Users who see a page at every call stop reading it. Keep the account of MSAL's result, and try acquireTokenSilent first, in acquireToken.",
  ).toEqual({ pages: 1, same: true });
});

test("[2.2] renews an expired token without asking", async () => {
  const { acquireToken, person } = await startSession();
  const first = await acquireToken();
  moveTime(2 * 60 * 60);
  const second = await acquireToken();
  expect(
    { pages: person.pages.length, renewed: second.token !== first.token && second.token !== "" },
    "The access token expired after two hours, and acquireToken did not renew it without a sign-in page. MSAL's cache has the refresh token. Keep no token yourself, and call acquireTokenSilent each time, in acquireToken.",
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
    "Entra issued a token for ten minutes, and acquireToken still returned it after fifteen minutes. Entra decides how long a token is valid. Keep no token yourself, and call acquireTokenSilent each time, in acquireToken.",
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
  // Whether Grace sees a page is a part of task 2.3. If she saw none, she has not signed in.
  const isSignedIn = person.pages.length > 1;
  expect(
    isSignedIn
      ? tokens.map(({ token }) => claimOf(token, "oid"))
      : [seed.users.grace.id, seed.users.grace.id],
    "Grace signed in after Ada, and a later call got Ada's token. Your code took the first account in MSAL's cache, or an account with the same name. Grace would read Ada's data. Keep the account of the last result, in acquireToken.",
  ).toEqual([seed.users.grace.id, seed.users.grace.id]);
});

test("[2.2] keeps tokens in memory only", async () => {
  const { written } = captureOutput();
  const { acquireToken, call } = await startSession();
  const { token } = await acquireToken();
  await acquireToken();
  await call();
  const environment = Object.values(process.env).join("\n");
  expect(
    { file: holdsToken(written(), token), environment: environment.includes(token) && token !== "" },
    "A token is in a file in clear text (base64 is clear text, too), or in process.env. Other programs can read the file, and each program that your server starts gets process.env. They can then act as the user. Leave tokens in MSAL's cache, in authentication-service.ts and get-user-details-from-graph.ts. To keep them after a restart, use the secure storage of the operating system.",
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
    "An administrator revoked the sign-in, and the user did not see the sign-in page again. So the user cannot work until a restart. Call acquireTokenInteractive also if acquireTokenSilent fails, and not only if there is no account, in acquireToken.",
  ).toEqual({ pages: 2, token: true });
});

test("[2.3] tells its caller when the person cancels", async () => {
  const { acquireToken, person } = await startSession();
  person.cancels = true;
  const { error } = await acquireToken();
  expect(
    error,
    "The user cancelled, and acquireToken did not throw. Its caller would continue without a token. Throw MSAL's error, in acquireToken.",
  ).toBeInstanceOf(Error);
  expect(
    person.pages.length,
    "The user cancelled, and saw the page again. Show the page only once in each call, in acquireToken.",
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
    "An administrator revoked the sign-in, the user did not sign in again, and acquireToken returned the old token. The access would continue. Throw MSAL's error, in acquireToken.",
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
    "Grace's sign-in ended, she cancelled the page, and acquireToken returned the token of Ada, who signed in before her. Try only the account of the last sign-in, and throw MSAL's error, in acquireToken.",
  ).toBeUndefined();
});

test("[2.3] logs that a sign-in has failed", async () => {
  const { acquireToken, person, log } = await startSession();
  person.cancels = true;
  await acquireToken();
  expect(
    log.length,
    "A sign-in failed, and the log has no line about it. An operator would not see an attack. Call log before you throw the error again, in acquireToken.",
  ).toBeGreaterThan(0);
});
