import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { moveTime, recordConsole, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { callMcp } from "./support/call-mcp.ts";
import { forgeriesOf } from "./support/forgery.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import { codeFor, codeIn, redeem, refresh, signedIn, signInAs } from "./support/mcp-client.ts";
import { keepRecords, meetingStore, openStore } from "./support/stores.ts";
import { clients, inTwoProcesses, startServer } from "./support/test-server.ts";
import { isMadeOf } from "./support/values.ts";

useLaxEntra();

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
    "A used refresh token still works. A stolen one would work as long as the session, and you would not notice it. Issue a new one each time, and remove the old one from the store, in renewSession.",
  ).toEqual({ first: 200, rotated: true, second: "invalid_grant" });
});

test("[3.6] gives tokens to one of two that bring a refresh token at the same time", async () => {
  const { store, together, notAwaited } = meetingStore();
  const { issuer, refreshToken } = await signedIn(seed.users.ada, await startServer({ store }));
  const answers = await together([refresh(issuer, refreshToken), refresh(issuer, refreshToken)]);
  expect(
    {
      answers: answers.map(({ status, error }) => error ?? String(status)).toSorted(),
      notAwaited: notAwaited(),
    },
    "The client and a thief sent one refresh token at the same time, and both got tokens or none did, or the record of a token was written without await. The other request comes between store.get and store.delete. Use store.take, which reads and deletes in one step, and await store.set, in renewSession.",
  ).toEqual({ answers: ["200", "invalid_grant"], notAwaited: [] });
});

test("[3.6] refuses what only looks like its refresh token", async () => {
  const { issuer, refreshToken, accessToken } = await signedIn();
  const answers: { error: string | undefined; repeats: boolean }[] = [];
  for (const text of [accessToken, await codeFor(issuer), ...forgeriesOf(refreshToken)]) {
    const { error, body } = await refresh(issuer, text);
    answers.push({ error, repeats: body.includes(text) });
  }
  expect(
    answers.filter(({ error, repeats }) => error !== "invalid_grant" || repeats),
    "A refresh token that was changed, or a session token or a code in its place, was not refused as invalid_grant, or was repeated in the answer. Look for “refresh:” and the hash of the whole token, and never trust the content of the token, in renewSession.",
  ).toEqual([]);
});

test("[3.6] refuses a refresh token that another client presents", async () => {
  const logged = recordConsole();
  const { editor, other } = clients;
  const { issuer, refreshToken } = await signedIn();
  const stolen = [await refresh(issuer, refreshToken, { client_id: other.client_id })];
  const page = await signInAs(seed.users.ada, issuer, {
    client_id: other.client_id,
    redirect_uri: other.redirect_uris[0] ?? "",
  });
  const others = await redeem(issuer, codeIn(page), { client_id: other.client_id });
  stolen.push(await refresh(issuer, others.refreshToken, { client_id: editor.client_id }));
  const secrets = { "the refresh token": refreshToken, "the other's refresh token": others.refreshToken };
  expect(
    { errors: stolen.map(({ error }) => error), log: tells(logged().join("\n"), secrets) },
    "A client presented the refresh token of another client, and the answer was not invalid_grant, or the token is in the log. Compare client.client_id with the session's whole client ID, in renewSession. Throw InvalidGrantError if they differ, and log the client's ID only.",
  ).toEqual({ errors: ["invalid_grant", "invalid_grant"], log: [] });
});

test("[3.6] renews the session of the person whose token it is", async () => {
  const ada = await signedIn();
  const grace = await signedIn(seed.users.grace, ada.issuer);
  const renewed = [
    await refresh(ada.issuer, ada.refreshToken),
    await refresh(ada.issuer, grace.refreshToken),
  ];
  const users = [
    await callMcp(ada.issuer, renewed[0]?.accessToken),
    await callMcp(ada.issuer, renewed[1]?.accessToken),
  ];
  expect(
    users.map(({ user }) => user?.["displayName"]),
    "Two people renewed their sessions, and one of the new session tokens reads the other person's data. Keep homeAccountId with the refresh token, and store it with the new tokens, in renewSession.",
  ).toEqual(["Ada Lovelace", "Grace Hopper"]);
});

test("[3.6] grants no scope that the sign-in did not", async () => {
  const store = createMemoryStore();
  const { issuer, refreshToken } = await signedIn(seed.users.ada, await startServer({ store }));
  const scopes = ["User.Read Mail.Send User.Read", "Mail.Send", "user.read", "openid", "User.Read.All"];
  const longer = await signedIn(seed.users.ada, issuer, { scope: "User.Read.All" });
  const answers = [await refresh(issuer, longer.refreshToken, { scope: "User.Read" })];
  // The same refresh token, not used yet, for each attempt.
  const putBack = await keepRecords(store);
  for (const scope of scopes) {
    await putBack();
    answers.push(await refresh(issuer, refreshToken, { scope }));
  }
  expect(
    [...new Set(answers.map(({ error }) => error))],
    "A refresh asked for a scope that the person had not agreed to, and was not refused as invalid_scope. A refresh may ask for fewer scopes than were granted, but not for more. Compare whole names with the session's scopes, and throw InvalidScopeError, in renewSession.",
  ).toEqual(["invalid_scope"]);
});

test("[3.6] narrows the new access token, and not the session", async () => {
  const { issuer, refreshToken } = await signedIn(seed.users.ada, undefined, { scope: "User.Read openid" });
  const narrowed = await refresh(issuer, refreshToken, { scope: "openid" });
  const whole = await refresh(issuer, narrowed.refreshToken);
  const statuses = [
    (await callMcp(issuer, narrowed.accessToken)).status,
    (await callMcp(issuer, whole.accessToken)).status,
  ];
  expect(
    // An answer without scope says: all that the client asked for (RFC 6749 §5.1).
    { statuses, scope: narrowed.scope ?? "openid" },
    "A client renewed its session twice, first for the scope openid only, then for all scopes. The first access token must not open /mcp (403). The second one must open it (200), because a refresh token keeps the scopes of the sign-in (RFC 6749 §6). Give the requested scopes only to the access token, and name no others in the answer's scope, in renewSession.",
  ).toEqual({ statuses: [403, 200], scope: "openid" });
});

test("[3.6] gives the new session token an hour of its own", async () => {
  const { issuer, refreshToken } = await signedIn();
  moveTime(50 * 60);
  const renewed = await refresh(issuer, refreshToken);
  moveTime(50 * 60);
  const { status } = await callMcp(issuer, renewed.accessToken);
  expect(
    status,
    "A session was renewed after 50 minutes, and the new session token was refused 50 minutes later, or there was none. A client that renews in time would be refused all the same. Compute a new expiresAt for the new session token, in renewSession.",
  ).toBe(200);
});

test("[3.6] gives no session token more than an hour, however often the session is renewed", async () => {
  const first = await signedIn();
  const { issuer } = first;
  const second = await refresh(issuer, first.refreshToken);
  const third = await refresh(issuer, second.refreshToken);
  moveTime(60 * 60 + 1);
  const valid: string[] = [];
  for (const [name, { accessToken }] of Object.entries({ first, second, third }))
    if ((await callMcp(issuer, accessToken)).status === 200) valid.push(name);
  expect(
    { valid, promised: [second, third].map(({ expiresIn = 0 }) => expiresIn > 0 && expiresIn <= 60 * 60) },
    "A session was renewed twice at once, and an hour later one of its three session tokens was still valid, or expires_in promised more than 3600 seconds. A stolen session token must end. Count the hour from now, and not from the end of the old token, and leave the old token as it is, in renewSession.",
  ).toEqual({ valid: [], promised: [true, true] });
});

test("[3.6] refuses a refresh token that was not used for ninety days", async () => {
  const { issuer, refreshToken } = await signedIn();
  let { refreshToken: renewed } = await signedIn(seed.users.grace, issuer);
  // If each renewal added a lifetime to the rest of the old one, the sum would be more than ninety days.
  for (let time = 0; time < 15; time += 1) renewed = (await refresh(issuer, renewed)).refreshToken;
  moveTime(90 * 24 * 60 * 60 + 1);
  const answers = [await refresh(issuer, refreshToken), await refresh(issuer, renewed)];
  expect(
    answers.map(({ error }) => error),
    "A refresh token was valid after ninety days without use: the first one of a session, or one that came from fifteen renewals. A forgotten token must not be valid for ever. Give each a lifetime of some days from now, in seconds, as the third argument of store.set, in renewSession and exchangeCode.",
  ).toEqual(["invalid_grant", "invalid_grant"]);
});

test("[3.6] makes new tokens that cannot be worked out, and leaves none in the store or in the log", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const renew = async (issuer: string) => {
    const before = await signedIn(seed.users.ada, issuer);
    return { before, after: await refresh(issuer, before.refreshToken) };
  };
  const server = await startServer({ store });
  const { before, after } = await renew(server);
  const [unknown = ""] = forgeriesOf(after.refreshToken);
  await refresh(server, unknown);
  const [first, second] = await inTwoProcesses(renew);
  const values = [first, second].flatMap((each) => [each.before, each.after]);
  const old = [before.accessToken, before.refreshToken];
  expect(
    {
      different: new Set(values.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken])).size,
      areMadeOfOld: [after.accessToken, after.refreshToken].some((token) => isMadeOf(token, old)),
    },
    "A token came twice, from two processes, or before and after a refresh, or a new token is made of an old one. An attacker can compute a counter, the clock, Math.random or a hash of the old token. Make both new tokens with createOpaqueToken, in renewSession.",
  ).toEqual({ different: 8, areMadeOfOld: false });
  // A refused request, with a token that may still be good.
  await refresh(server, after.refreshToken, { scope: "Mail.Send" });
  const secrets = {
    "old refresh token": before.refreshToken,
    "access token": after.accessToken,
    "refresh token": after.refreshToken,
  };
  expect(
    {
      store: tells(written(), secrets),
      log: tells([...logged(), files()].join("\n"), { ...secrets, "a wrong token": unknown }),
    },
    "A token is in the store, in the log or in a file after a refresh, unchanged or encoded, perhaps only after a refused one. A person who reads it can act as the user. Store the token's data under hashToken(token), and write no token into a log, in renewSession.",
  ).toEqual({ store: [], log: [] });
});
