import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { moveTime, readingsOf, recordConsole, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { forgeriesOf } from "./support/forgery.ts";
import { useLaxEntra } from "./support/lax-entra.ts";
import { codeFor, codeIn, pkce, redeem, signInAs, type TokenAnswer } from "./support/mcp-client.ts";
import { keepRecords, meetingStore, openStore } from "./support/stores.ts";
import { clients, inTwoProcesses, startServer } from "./support/test-server.ts";
import { isMadeOf } from "./support/values.ts";

useLaxEntra();

const wrongVerifier = "a-verifier-that-another-person-made-up-0123456789";

test("[3.3] exchanges its code for a session token", async () => {
  const issuer = await startServer();
  const { status, accessToken, refreshToken } = await redeem(issuer, await codeFor(issuer));
  expect(
    { status, access: accessToken.length >= 20, refresh: refreshToken.length >= 20 },
    "The client did not get an access token and a refresh token for its code. exchangeCode has to return access_token, refresh_token, token_type and expires_in. challengeOfCode has to return the client's challenge, and to leave the code in the store. A client may leave redirect_uri out.",
  ).toEqual({ status: 200, access: true, refresh: true });
});

test("[3.3] gives none of Entra's tokens away", async () => {
  const issuer = await startServer();
  const page = await signInAs(seed.users.ada, issuer);
  const { accessToken, refreshToken } = await redeem(issuer, codeIn(page));
  // Entra's tokens name who has issued them; a JWT of your own does not.
  const isEntras = (token: string): boolean =>
    readingsOf(token).some((reading) =>
      /^[01]\.AXYA|sts\.windows\.net|login\.microsoftonline\.com/.test(reading),
    );
  expect(
    {
      address: [...new URL(page.url).searchParams.values()].some(isEntras),
      tokens: [accessToken, refreshToken].some(isEntras),
    },
    "The client got a token or a code of Entra's, and can call Graph without your server. Keep Entra's tokens in your server. Make random codes, in finishSignIn, and session tokens, in exchangeCode, with createOpaqueToken.",
  ).toEqual({ address: false, tokens: false });
});

test("[3.3] tells the client in seconds when its session token ends", async () => {
  const issuer = await startServer();
  const { expiresIn, scope } = await redeem(issuer, await codeFor(issuer, { scope: "openid User.Read" }));
  expect(
    expiresIn !== undefined && expiresIn > 0 && expiresIn <= 60 * 60,
    `expires_in was ${expiresIn ?? "missing"}. A client renews its session before this time ends. Return expires_in in seconds, 3600 at most, in exchangeCode.`,
  ).toBe(true);
  expect(
    // An answer without scope says: all that the client asked for (RFC 6749 §5.1).
    (scope ?? "openid User.Read").split(" ").toSorted(),
    "The client asked for the scopes “openid User.Read”, and the token's answer names others. Return in scope what the session token is for, in exchangeCode.",
  ).toEqual(["User.Read", "openid"]);
});

test("[3.3] takes a code once", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  const first = await redeem(issuer, code);
  const second = await redeem(issuer, code);
  expect(
    [first.status, second.error],
    "A code was accepted twice, or not at all. Codes go through the browser and its history, so the second use may be a thief's. Use store.take, which gives a record once, in exchangeCode.",
  ).toEqual([200, "invalid_grant"]);
});

test("[3.3] gives tokens to one of two that bring a code at the same time", async () => {
  const { store, together, notAwaited } = meetingStore();
  const issuer = await startServer({ store });
  const code = await codeFor(issuer);
  const answers = await together([redeem(issuer, code), redeem(issuer, code)]);
  expect(
    {
      answers: answers.map(({ status, error }) => error ?? String(status)).toSorted(),
      notAwaited: notAwaited(),
    },
    "The client and a thief sent one code at the same time, and both got tokens or none did, or the record of a token was written without await. The other request comes between store.get and store.delete. Use store.take, which reads and deletes in one step, and await store.set, in exchangeCode.",
  ).toEqual({ answers: ["200", "invalid_grant"], notAwaited: [] });
});

test("[3.3] refuses what only looks like its code", async () => {
  const issuer = await startServer();
  const { accessToken, refreshToken } = await redeem(issuer, await codeFor(issuer));
  const code = await codeFor(issuer);
  const answers: { error: string | undefined; repeats: boolean }[] = [];
  for (const text of [accessToken, refreshToken, ...forgeriesOf(code)]) {
    const { error, body } = await redeem(issuer, text);
    answers.push({ error, repeats: body.includes(text) });
  }
  expect(
    answers.filter(({ error, repeats }) => error !== "invalid_grant" || repeats),
    "A code that was changed, or a token in place of a code, was not refused as invalid_grant, or was repeated in the answer. Keep the code's data in the store, under “code:” and the hash of the whole code, in finishSignIn. Look for exactly this key, and never trust the content of the code, in exchangeCode.",
  ).toEqual([]);
});

test("[3.3] refuses a code that another client presents", async () => {
  const logged = recordConsole();
  const issuer = await startServer();
  const { editor, other } = clients;
  const code = await codeFor(issuer);
  const stolen = [await redeem(issuer, code, { client_id: other.client_id })];
  const page = await signInAs(seed.users.ada, issuer, {
    client_id: other.client_id,
    redirect_uri: other.redirect_uris[0] ?? "",
  });
  stolen.push(await redeem(issuer, codeIn(page), { client_id: editor.client_id }));
  const refusal = { error: "invalid_grant", accessToken: "" };
  expect(
    {
      answers: stolen.map(({ error, accessToken }) => ({ error, accessToken })),
      log: tells(logged().join("\n"), { code, "the other client's code": codeIn(page) }),
    },
    "A client presented the code of another client, and the answer was not invalid_grant, or the code is in the log. Compare client.client_id with the whole client ID of the grant, in exchangeCode. Throw InvalidGrantError if they differ, and log the client's ID only.",
  ).toEqual({ answers: [refusal, refusal], log: [] });
});

test("[3.3] refuses a code that was sent to another redirect URI", async () => {
  const store = createMemoryStore();
  const issuer = await startServer({ store });
  const [first = "", second = ""] = clients.editor.redirect_uris;
  const code = await codeFor(issuer);
  // The same code, not used yet, for each attempt.
  const putBack = await keepRecords(store);
  const redeemAt = async (redirect_uri: string): Promise<TokenAnswer> => {
    await putBack();
    return redeem(issuer, code, { redirect_uri });
  };
  const own = await redeemAt(first);
  const differences = {
    "another address of the client": second,
    "the scheme": first.replace("http:", "https:"),
    "the host": first.replace("127.0.0.1", "localhost"),
    "the port": first.replace(":9", ":10"),
    "a longer path": `${first}/more`,
    "a shorter path": first.slice(0, -1),
    "a slash": `${first}/`,
    "capital letters": first.toUpperCase(),
    "a query": `${first}?window=3`,
    "a fragment": `${first}#more`,
    "a user": first.replace("//", "//127.0.0.1:9@"),
  };
  const accepted: string[] = [];
  for (const [difference, address] of Object.entries(differences))
    if ((await redeemAt(address)).error !== "invalid_grant") accepted.push(difference);
  expect(
    { own: own.status, accepted },
    "The code was sent to one redirect URI and redeemed for one that differs in a part, or the right one was refused. With this check, a code that leaks at one address cannot be used at another (RFC 6749 §4.1.3). Compare the whole redirectUri with the grant's in exchangeCode, where the client names one. A client may choose its port only at /authorize.",
  ).toEqual({ own: 200, accepted: [] });
});

test("[3.3] refuses a code without its verifier", async () => {
  const issuer = await startServer();
  const code = await codeFor(issuer);
  const { error } = await redeem(issuer, code, { code_verifier: wrongVerifier });
  expect(
    error,
    "A code was redeemed with a wrong PKCE verifier. So each person who sees the code can use it. Return the challenge that came with this code, in challengeOfCode. The SDK then compares it, unless skipLocalPkceValidation is set in EntraIdServerAuthProvider.",
  ).toBe("invalid_grant");
});

test("[3.3] refuses a code after ten minutes", async () => {
  moveTime(0);
  const issuer = await startServer();
  const untried = await codeFor(issuer);
  const tried = await codeFor(issuer);
  for (let attempt = 0; attempt < 13; attempt += 1) {
    moveTime(50);
    await redeem(issuer, tried, { code_verifier: wrongVerifier });
  }
  const answers = [await redeem(issuer, untried), await redeem(issuer, tried)];
  expect(
    answers.map(({ error }) => error),
    "A code was valid for more than ten minutes (RFC 6749 allows that at most): one that was not used, or one that was tried every 50 seconds with a wrong verifier. It stays in histories and logs. Give it a lifetime in seconds, as the third argument of store.set, in finishSignIn, and do not store it again, in challengeOfCode.",
  ).toEqual(["invalid_grant", "invalid_grant"]);
});

test("[3.3] makes tokens that cannot be worked out, and a new pair for each code", async () => {
  const [first, second] = await inTwoProcesses(async (issuer) => {
    const code = await codeFor(issuer);
    return { code, ...(await redeem(issuer, code)) };
  });
  const values = [first.accessToken, first.refreshToken, second.accessToken, second.refreshToken];
  const { code, accessToken, refreshToken } = first;
  expect(
    {
      different: new Set(values).size,
      "made of the code": isMadeOf(accessToken, [code]) || isMadeOf(refreshToken, [code]),
      "made of each other": isMadeOf(accessToken, [refreshToken]) || isMadeOf(refreshToken, [accessToken]),
    },
    "Two processes made the same token at the same time, or a token contains the code or the other token, or a hash of it. An attacker can compute a counter, the clock, Math.random or a hash of known values. Make each token with createOpaqueToken, in exchangeCode.",
  ).toEqual({ different: 4, "made of the code": false, "made of each other": false });
});

test("[3.3] leaves no token in the store or in the log", async () => {
  const [logged, files] = [recordConsole(), recordFiles()];
  const { store, written } = openStore();
  const issuer = await startServer({ store });
  const code = await codeFor(issuer);
  const [unknown = ""] = forgeriesOf(code);
  // Refused requests: a code with a typing mistake, and a code that is still good.
  await redeem(issuer, unknown);
  await redeem(issuer, code, { code_verifier: wrongVerifier });
  const { accessToken, refreshToken } = await redeem(issuer, code);
  await redeem(issuer, code, { client_id: clients.other.client_id });
  const secrets = { "access token": accessToken, "refresh token": refreshToken };
  const log = [...logged(), files()].join("\n");
  expect(
    {
      store: tells(written(), secrets),
      log: tells(log, { ...secrets, code, "a wrong code": unknown, verifier: pkce.verifier }),
    },
    "A session token, a refresh token or a code is in the store, in the log or in a file, unchanged or encoded, perhaps only after a refused request. A person who reads it can act as the user. Store the token's data under hashToken(token), and write no token and no code into a log, in challengeOfCode and exchangeCode.",
  ).toEqual({ store: [], log: [] });
});
