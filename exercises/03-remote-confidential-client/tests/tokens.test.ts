import { seed } from "@mcp-entra/mock-entra";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { callMcp, codeFor, codeIn, redeem, refresh, signedIn, signInAs } from "./support/mcp-client.ts";
import { clients, moveTime, startServer } from "./support/test-server.ts";

useLaxEntra();

test("[3.3] exchanges its code for a session token", async () => {
  const issuer = await startServer();
  const { status, accessToken, refreshToken } = await redeem(issuer, await codeFor(issuer));
  expect(
    { status, access: accessToken.length >= 20, refresh: refreshToken.length >= 20 },
    "The client did not get an access token and a refresh token for its code. exchangeCode has to return access_token, refresh_token, token_type and expires_in. challengeOfCode has to return the client's challenge.",
  ).toEqual({ status: 200, access: true, refresh: true });
});

test("[3.3] gives none of Entra's tokens away", async () => {
  const issuer = await startServer();
  const page = await signInAs(seed.users.ada, issuer);
  const { accessToken, refreshToken } = await redeem(issuer, codeIn(page));
  const isEntras = (token: string): boolean => /^eyJ|^1\.AXYA/.test(token);
  expect(
    {
      address: [...new URL(page.url).searchParams.values()].some(isEntras),
      tokens: [accessToken, refreshToken].some(isEntras),
    },
    "The client was given a token of Entra's, with which it could call Graph past your server. Keep those here, and make random codes and session tokens of your own with createOpaqueToken.",
  ).toEqual({ address: false, tokens: false });
});

test("[3.3] takes a code once", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  const first = await redeem(issuer, code);
  const second = await redeem(issuer, code);
  expect(
    [first.status, second.error],
    "A code was accepted twice, or not at all. Codes travel through the browser and its history, so the second use may be a thief's: read with store.take, which gives a record once.",
  ).toEqual([200, "invalid_grant"]);
});

test("[3.3] refuses a code that another client presents", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  const { error, accessToken } = await redeem(issuer, code, { client_id: clients.other.client_id });
  expect(
    { error, accessToken },
    "One client's code came from another one, and was not refused as invalid_grant. Keep the client's client_id with the code and compare it in exchangeCode; throw InvalidGrantError, which the SDK answers with.",
  ).toEqual({ error: "invalid_grant", accessToken: "" });
});

test("[3.3] refuses a code without its verifier", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  const { error } = await redeem(issuer, code, {
    code_verifier: "a-verifier-that-somebody-else-made-up-0123456789",
  });
  expect(
    error,
    "A code was redeemed with a wrong PKCE verifier. Then anybody who sees the code can use it. Return the challenge that came with this code from challengeOfCode, and let the SDK compare.",
  ).toBe("invalid_grant");
});

test("[3.3] refuses a code after ten minutes", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  moveTime(10 * 60 + 1);
  const { error } = await redeem(issuer, code);
  expect(
    error,
    "A code was good for more than ten minutes (RFC 6749 allows that at most). It stays in histories and logs: give it a lifetime in seconds, the third argument of store.set.",
  ).toBe("invalid_grant");
});

test("[3.6] exchanges a refresh token for new tokens", async () => {
  const { issuer, refreshToken } = await signedIn();
  const renewed = await refresh(issuer, refreshToken);
  const { status } = await callMcp(issuer, renewed.accessToken);
  expect(
    { answer: renewed.status, tool: status },
    "The refresh token did not lead to a new access token that opens /mcp. Look the session up by the refresh token and issue tokens as for a code, in renewSession.",
  ).toEqual({ answer: 200, tool: 200 });
});

test("[3.6] takes a refresh token once", async () => {
  const { issuer, refreshToken } = await signedIn();
  const first = await refresh(issuer, refreshToken);
  const second = await refresh(issuer, refreshToken);
  expect(
    { first: first.status, rotated: first.refreshToken !== refreshToken, second: second.error },
    "A used refresh token still works. A stolen one would then last as long as the session, unnoticed: hand out a new one each time and take the old one out of the store.",
  ).toEqual({ first: 200, rotated: true, second: "invalid_grant" });
});

test("[3.6] refuses a refresh token that another client presents", async () => {
  const { issuer, refreshToken } = await signedIn();
  const { error } = await refresh(issuer, refreshToken, { client_id: clients.other.client_id });
  expect(
    error,
    "One client's refresh token came from another one, and was not refused as invalid_grant. Compare the session's client with client.client_id in renewSession; throw InvalidGrantError.",
  ).toBe("invalid_grant");
});

test("[3.6] grants no scope that the sign-in did not", async () => {
  const { issuer, refreshToken } = await signedIn();
  const { error } = await refresh(issuer, refreshToken, { scope: "User.Read Mail.Send" });
  expect(
    error,
    "A refresh asked for a scope that the person had not agreed to, and was not refused as invalid_scope. A refresh may narrow what was granted and never widen it: compare with the session's scopes, and throw InvalidScopeError.",
  ).toBe("invalid_scope");
});
