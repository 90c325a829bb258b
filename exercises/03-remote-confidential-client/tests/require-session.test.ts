import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { createOpaqueToken } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { foreignEnvironment, moveTime, recordConsole, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import type { RequestHandler } from "express";
import { expect, test } from "vitest";
import { callMcp } from "./support/call-mcp.ts";
import { forgeriesOf } from "./support/forgery.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import { codeFor, codeIn, cookieHeader, redeem, signedIn, signInAs } from "./support/mcp-client.ts";
import { openStore } from "./support/stores.ts";
import { clients, startServer } from "./support/test-server.ts";
import { placesOf } from "./support/token-places.ts";

const entra = useLaxEntra();

test("[3.4] refuses a request without a token, and says where to sign in", async () => {
  const issuer = await startServer();
  const { status, challenge } = await callMcp(issuer, undefined);
  expect(
    { status, metadata: /resource_metadata="([^"]+)"/.exec(challenge)?.[1] },
    "A request without a token has to get 401, with resource_metadata in WWW-Authenticate: that is how an MCP client finds your sign-in (RFC 9728). Put requireBearerAuth with resourceMetadataUrl before /mcp, in protectMcp.",
  ).toEqual({ status: 401, metadata: `${issuer}/.well-known/oauth-protected-resource/mcp` });
});

test("[3.4] protects every method of /mcp, however its address is written", async () => {
  foreignEnvironment();
  const reached: string[] = [];
  const onMcp: RequestHandler = ({ method, originalUrl }, response) => {
    reached.push(`${method} ${originalUrl}`);
    response.sendStatus(200);
  };
  const issuer = await startServer({ onMcp });
  const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
  const messages = ["initialize", "ping", "tools/list", "tools/call"].map((method) =>
    JSON.stringify({ jsonrpc: "2.0", id: 1, method }),
  );
  const headers = { "content-type": "application/json" };
  const direct = methods.length + messages.length;
  const addresses = ["/MCP", "/mcp/", "//mcp", "/%6dcp", "/mcp?token=1", "/mcp/messages", "/sse", "/message"];
  const answers = await Promise.all([
    ...methods.map(async (method) => fetch(`${issuer}/mcp`, { method })),
    ...messages.map(async (body) => fetch(`${issuer}/mcp`, { method: "POST", headers, body })),
    ...addresses.map(async (address) => fetch(`${issuer}${address}`, { method: "POST" })),
  ]);
  await Promise.all(answers.map(async (answer) => answer.arrayBuffer()));
  expect(
    { reached, statuses: [...new Set(answers.slice(0, direct).map(({ status }) => status))] },
    'A request without a token got to the MCP endpoint. The data of GET are as confidential as the answers of POST, and initialize and tools/list need a token as well: protect app.all("/mcp"), not single methods, in protectMcp, and offer handleMcp at no other address. The check does not depend on NODE_ENV or on another variable: it is often wrong on deployed servers.',
  ).toEqual({ reached: [], statuses: [401] });
});

test("[3.4] takes the token from the Authorization header, and from nowhere else", async () => {
  const { issuer, accessToken } = await signedIn();
  const answers = await Promise.all(
    placesOf(accessToken).map(async ({ place, address = "/mcp", ...init }) => {
      const response = await fetch(`${issuer}${address}`, { method: "POST", ...init });
      await response.arrayBuffer();
      return { place, status: response.status };
    }),
  );
  expect(
    answers.filter(({ status }) => status !== 401).map(({ place, status }) => `${place}: ${status}`),
    "A session token was taken from the address, a cookie, another header or the body. Addresses stay in logs and histories, and browsers send cookies by themselves, for any page. Take it only from “Authorization: Bearer …”, as requireBearerAuth does, in protectMcp.",
  ).toEqual([]);
});

test("[3.4] refuses a token that you have not issued", async () => {
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
    "A JWT was let in. It was made for another server, also if it can be verified. Your session tokens are random. Look the token up in the store, and do nothing else, in findSession.",
  ).toEqual([401, 401]);
});

test("[3.4] takes no refresh token and no code for a session token", async () => {
  const { issuer, refreshToken } = await signedIn();
  const answers = [await callMcp(issuer, refreshToken), await callMcp(issuer, await codeFor(issuer))];
  expect(
    answers.map(({ status }) => status),
    "A refresh token or a code opened /mcp, where a refresh token would be good for weeks and without being replaced. Store each kind under a key with a different beginning, in exchangeCode and finishSignIn. Look only for session tokens, in findSession.",
  ).toEqual([401, 401]);
});

test("[3.4] lets a session token in", async () => {
  const { issuer, accessToken } = await signedIn();
  const { status } = await callMcp(issuer, accessToken);
  expect(
    status,
    "The session token of a finished sign-in does not open /mcp. findSession has to return its token, clientId, scopes and expiresAt (in seconds since 1970). After 403, look at the scopes: if the client asks for none, params.scopes is an empty list in beginSignIn, and the session gets User.Read.",
  ).toBe(200);
});

test("[3.4] refuses an expired session token", async () => {
  const { issuer, accessToken: unused } = await signedIn();
  const { accessToken: used } = await signedIn(seed.users.grace, issuer);
  await callMcp(issuer, used);
  moveTime(58 * 60);
  await callMcp(issuer, used);
  moveTime(2 * 60 + 1);
  const answers = [await callMcp(issuer, unused), await callMcp(issuer, used)];
  expect(
    answers.map(({ status }) => status),
    "A session token was valid for more than an hour: one that was not used, or one that was used meanwhile. A stolen token must end, also if its thief uses it. Count the hour from when the token was issued, in exchangeCode: store.set and expiresAt are in seconds, and Date.now() is in milliseconds. Do not extend the session in findSession, and keep no result of a check in protectMcp.",
  ).toEqual([401, 401]);
});

test("[3.4] answers 403 when the token lacks the scope", async () => {
  const { issuer, accessToken } = await signedIn(seed.users.ada, undefined, { scope: "openid" });
  const { status, challenge } = await callMcp(issuer, accessToken);
  expect(
    { status, error: /error="(\w+)"/.exec(challenge)?.[1] },
    "A session that was granted openid alone has to get 403 insufficient_scope: after 401, the client would sign in again and again. Give requireBearerAuth requiredScopes, in protectMcp, and keep the granted scopes with the session, in exchangeCode.",
  ).toEqual({ status: 403, error: "insufficient_scope" });
});

test("[3.4] takes no longer scope for a shorter one", async () => {
  const { issuer, accessToken } = await signedIn(seed.users.ada, undefined, {
    scope: "User.ReadBasic.All User.Read.All",
  });
  const { status } = await callMcp(issuer, accessToken);
  expect(
    status,
    "The scope User.Read.All was accepted for User.Read. Scopes are names, and not prefixes. Compare whole names, as requiredScopes does, in protectMcp.",
  ).toBe(403);
});

test("[3.4] refuses a session token that was changed", async () => {
  const { issuer, accessToken } = await signedIn();
  const statuses: number[] = [];
  for (const forgery of forgeriesOf(accessToken)) statuses.push((await callMcp(issuer, forgery)).status);
  expect(
    [...new Set(statuses)],
    "A session token that was cut, made longer or written otherwise still opened /mcp. Look for the hash of the whole token, as it came, and believe nothing that stands in the token itself, in findSession.",
  ).toEqual([401]);
});

test("[3.4] tells the tools whose session it is, and what for", async () => {
  const sessions: unknown[] = [];
  const onMcp: RequestHandler = ({ auth }, response) => {
    const secondsLeft = (auth?.expiresAt ?? 0) - Date.now() / 1_000;
    // A whole number of seconds may be rounded up.
    const endsInTime = secondsLeft > 0 && secondsLeft <= 60 * 60 + 1;
    sessions.push(auth && { clientId: auth.clientId, scopes: auth.scopes.toSorted(), endsInTime });
    response.sendStatus(200);
  };
  const { editor, other } = clients;
  const { issuer, accessToken } = await signedIn(seed.users.ada, await startServer({ onMcp }));
  const page = await signInAs(seed.users.grace, issuer, {
    client_id: other.client_id,
    redirect_uri: other.redirect_uris[0] ?? "",
    scope: "openid User.Read",
  });
  const others = await redeem(issuer, codeIn(page), { client_id: other.client_id });
  await callMcp(issuer, accessToken);
  await callMcp(issuer, others.accessToken);
  expect(
    sessions,
    "Two clients called with their session tokens, and request.auth did not have the client, the scopes and the end (expiresAt) of each. What a tool may do is decided by them. Keep them with the session, in exchangeCode, and return them, in findSession. expiresAt is in seconds since 1970, and Date.now() is in milliseconds.",
  ).toEqual([
    { clientId: editor.client_id, scopes: ["User.Read"], endsInTime: true },
    { clientId: other.client_id, scopes: ["User.Read", "openid"], endsInTime: true },
  ]);
});

test("[3.4] names its own address where it refuses, whatever Host a request names", async () => {
  const issuer = await startServer();
  const token = "a-token-that-is-not-known<b>";
  const headers = { host: "attacker.example", authorization: `Bearer ${token}` };
  const request = httpRequest(`${issuer}/mcp`, { method: "POST", headers });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const text = `${JSON.stringify(response.headers)} ${await response.setEncoding("utf8").reduce((all, part) => `${all}${part}`, "")}`;
  expect(
    { host: text.includes("attacker.example"), token: text.includes("not-known") },
    "The refusal names the host that the request named, or repeats the token. A client that believes that host sends its user to an attacker's sign-in. Make resourceMetadataUrl from mcp, in protectMcp, and write no token into an error.",
  ).toEqual({ host: false, token: false });
});

test("[3.4] asks for the token at each request", async () => {
  const onMcp: RequestHandler = (_request, response) => void response.sendStatus(200);
  const { issuer, accessToken } = await signedIn(seed.users.ada, await startServer({ onMcp }));
  const ask = async (headers: Record<string, string>): Promise<Response> => {
    const response = await fetch(`${issuer}/mcp`, { method: "POST", headers });
    await response.arrayBuffer();
    return response;
  };
  const first = await ask({ authorization: `bearer ${accessToken}` });
  const session = first.headers.get("mcp-session-id") ?? "1";
  const again = await ask({ cookie: cookieHeader(first.headers.getSetCookie()), "mcp-session-id": session });
  const sameConnection = await ask({});
  expect(
    { first: first.status, again: again.status, sameConnection: sameConnection.status },
    "After a request with “Authorization: bearer …” (the scheme's letters may be small), the server let one in without a token, by a session ID, a cookie or the connection, or it refused the first one. A session ID does not authenticate a client (MCP, security best practices). Check the token of each request with requireBearerAuth, in protectMcp.",
  ).toEqual({ first: 200, again: 401, sameConnection: 401 });
});

test("[3.4] leaves no session token in the store or in the log", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const { issuer, accessToken } = await signedIn(seed.users.ada, await startServer({ store }));
  const [unknown] = forgeriesOf(accessToken);
  await callMcp(issuer, accessToken);
  await callMcp(issuer, unknown);
  const secrets = { "a good token": accessToken, "a bad token": unknown ?? "" };
  const parts = {
    "a part of a token": accessToken.slice(0, 12),
    "a part of a bad token": unknown?.slice(0, 12) ?? "",
  };
  expect(
    {
      store: tells(written(), secrets),
      log: tells([...logged(), files()].join("\n"), { ...secrets, ...parts }),
    },
    "A session token or a part of it is in the store, in the log or in a file, unchanged or encoded. Many people read them, and a refused token may be a valid one with a typing mistake. Log the client's ID, and write no part of a token, in findSession and protectMcp.",
  ).toEqual({ store: [], log: [] });
});
