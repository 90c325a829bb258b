import { createOpaqueToken } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { beforeEach, expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { recordConsole } from "./support/record-console.ts";
import { callMcp, signedIn } from "./support/mcp-client.ts";
import { moveTime, startServer } from "./support/test-server.ts";

const entra = useLaxEntra();

// Access tokens of Entra's that live shorter than a session token: so that renewing them shows.
beforeEach(() => entra.setLifetimes(seed.applications.remote.appId, { accessTokenSeconds: 600 }));

test("[3.4] refuses a request without a token, and says where to sign in", async () => {
  const issuer = await startServer();
  const { status, challenge } = await callMcp(issuer, undefined);
  expect(
    { status, metadata: /resource_metadata="([^"]+)"/.exec(challenge)?.[1] },
    "A request without a token has to get 401, with resource_metadata in WWW-Authenticate: that is how an MCP client finds your sign-in (RFC 9728). Put requireBearerAuth with resourceMetadataUrl before /mcp, in protectMcp.",
  ).toEqual({ status: 401, metadata: `${issuer}/.well-known/oauth-protected-resource/mcp` });
});

test("[3.4] protects every method of /mcp", async () => {
  const issuer = await startServer();
  const statuses = await Promise.all(
    ["GET", "POST", "DELETE"].map(async (method) => (await fetch(`${issuer}/mcp`, { method })).status),
  );
  expect(
    statuses,
    'Not all methods of /mcp want a token. What GET streams is worth as much as what POST answers: protect app.all("/mcp"), not single methods, in protectMcp.',
  ).toEqual([401, 401, 401]);
});

test("[3.4] refuses a token that nobody has issued", async () => {
  const { status } = await callMcp(await startServer(), createOpaqueToken());
  expect(
    status,
    "A random token was not refused with 401. findSession must look for the token among those that you have issued. Throw InvalidTokenError when it is not there: any other error becomes a 500.",
  ).toBe(401);
});

test("[3.4] refuses a token of Entra's, however genuine", async () => {
  const issuer = await startServer();
  const api = entra.directory.findApplication(seed.applications.remote.appId);
  api?.identifierUris.push("api://remote");
  const token = await entra.forge.valid({
    audience: seed.applications.remote.appId,
    user: seed.users.ada.id,
  });
  const graphToken = await entra.forge.graphToken({
    audience: seed.applications.remote.appId,
    user: seed.users.ada.id,
  });
  const answers = [await callMcp(issuer, token), await callMcp(issuer, graphToken)];
  expect(
    answers.map(({ status }) => status),
    "A JWT was let in. Your sessions are your own random tokens; a JWT that is decoded, or even verified, was made for somebody else. Look the token up, and nothing more, in findSession.",
  ).toEqual([401, 401]);
});

test("[3.4] takes no refresh token for a session token", async () => {
  const { issuer, refreshToken } = await signedIn();
  const { status } = await callMcp(issuer, refreshToken);
  expect(
    status,
    "A refresh token opened /mcp, where it would be good for weeks and without being replaced. Keep the two kinds apart in the store, under keys that begin differently, and look for session tokens only, in findSession.",
  ).toBe(401);
});

test("[3.4] lets a session token in", async () => {
  const { issuer, accessToken } = await signedIn();
  const { status } = await callMcp(issuer, accessToken);
  expect(
    status,
    "The session token of a finished sign-in does not open /mcp. findSession has to return token, clientId, scopes (User.Read, when the client asked for none) and expiresAt (in seconds since 1970) for it.",
  ).toBe(200);
});

test("[3.4] refuses an expired session token", async () => {
  const { issuer, accessToken } = await signedIn();
  moveTime(60 * 60 + 1);
  const { status } = await callMcp(issuer, accessToken);
  expect(
    status,
    "A session token was good for more than an hour. A stolen one should not last: mind the units, store.set takes seconds, expiresAt is in seconds, Date.now() is in milliseconds.",
  ).toBe(401);
});

test("[3.4] answers 403 when the token lacks the scope", async () => {
  const { issuer, accessToken } = await signedIn(seed.users.ada, undefined, { scope: "openid" });
  const { status, challenge } = await callMcp(issuer, accessToken);
  expect(
    { status, error: /error="(\w+)"/.exec(challenge)?.[1] },
    "A session that was granted openid alone has to get 403 insufficient_scope: 401 would send the client to sign in again, for ever. Give requireBearerAuth requiredScopes, and keep the granted scopes with the session.",
  ).toEqual({ status: 403, error: "insufficient_scope" });
});

test("[3.4] takes no longer scope for a shorter one", async () => {
  const { issuer, accessToken } = await signedIn(seed.users.ada, undefined, {
    scope: "User.ReadBasic.All User.Read.All",
  });
  const { status } = await callMcp(issuer, accessToken);
  expect(
    status,
    "The scope User.Read.All passed for User.Read. Scopes are names, not prefixes: compare whole ones, as requiredScopes does.",
  ).toBe(403);
});

test("[3.5] answers with the user behind the session", async () => {
  const { issuer, accessToken } = await signedIn();
  const { user } = await callMcp(issuer, accessToken);
  expect(
    user?.["displayName"],
    "getUserDetails did not answer with Ada's profile. Take authInfo from the second part of the tool's call, get Entra's token by provider.entraAccessToken, GET /me from Graph with it, and return that as JSON in a text.",
  ).toBe("Ada Lovelace");
});

test("[3.5] keeps two users apart", async () => {
  const ada = await signedIn();
  const grace = await signedIn(seed.users.grace, ada.issuer);
  const users = [await callMcp(ada.issuer, ada.accessToken), await callMcp(ada.issuer, grace.accessToken)];
  expect(
    users.map(({ user }) => user?.["displayName"]),
    "Two people are signed in, and one was answered with the other's data. Keep the account (homeAccountId) with each session and take that one from MSAL's cache; there is no “current user” on a server.",
  ).toEqual(["Ada Lovelace", "Grace Hopper"]);
});

test("[3.5] believes the token, not the arguments", async () => {
  const ada = await signedIn();
  const grace = await signedIn(seed.users.grace, ada.issuer);
  const { user } = await callMcp(ada.issuer, ada.accessToken, {
    token: grace.accessToken,
    sessionToken: grace.accessToken,
  });
  expect(
    user?.["displayName"],
    "A token in the tool's arguments was used in place of the one in the Authorization header. A model can be talked into any argument: use authInfo only.",
  ).toBe("Ada Lovelace");
});

test("[3.5] renews Entra's token when it has expired", async () => {
  const { issuer, accessToken } = await signedIn();
  await callMcp(issuer, accessToken);
  moveTime(30 * 60);
  const { isError, user } = await callMcp(issuer, accessToken);
  expect(
    { isError, displayName: user?.["displayName"] },
    "Entra's access token had expired, the session had not, and the tool failed. Leave Entra's tokens to MSAL's cache and call acquireTokenSilent each time, in entraAccessToken: it renews them.",
  ).toEqual({ isError: false, displayName: "Ada Lovelace" });
});

test("[3.5] answers with a tool error when Entra has ended the sign-in", async () => {
  const { issuer, accessToken } = await signedIn();
  entra.revokeSessions(seed.users.ada.id);
  entra.expireAccessTokens();
  const { status, isError } = await callMcp(issuer, accessToken);
  expect(
    { status, isError },
    "Entra has ended Ada's sign-in, and the tool's answer is not marked as an error. Catch what goes wrong in the tool and return isError: true with a sentence of your own.",
  ).toEqual({ status: 200, isError: true });
});

test("[3.5] tells tokens to nobody: in no answer, no error and no log", async () => {
  const logged = recordConsole();
  const { issuer, accessToken } = await signedIn();
  const answer = await callMcp(issuer, accessToken);
  entra.revokeSessions(seed.users.ada.id);
  entra.expireAccessTokens();
  const error = await callMcp(issuer, accessToken);
  const hasToken = (text: string): boolean => /eyJ|1\.AXYA/.test(text) || text.includes(accessToken);
  expect(
    { answer: hasToken(answer.text), error: hasToken(error.text), log: logged().some(hasToken) },
    "A token stands in the tool's answer, in its error or in the log. Answers go to a model and logs are read by many: return what Graph has said, or a sentence of your own, and take the line out that logs it.",
  ).toEqual({ answer: false, error: false, log: false });
});
