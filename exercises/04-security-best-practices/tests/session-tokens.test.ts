import { createHash } from "node:crypto";
import { recordConsole, standStill, tells } from "@mcp-entra/workshop/attacks";
import { assert, test } from "vitest";
import { forgeriesOf, mixturesOf } from "./support/forgeries.ts";
import { bitsThatDiffer } from "./support/random-bits.ts";
import { start, startNewProcess } from "./support/sessions.ts";

/** Every object has these, also `{}`. */
const namesOfObjects = ["constructor", "toString", "hasOwnProperty"];

test("[4.3] knows whose access token it is", () => {
  const { issue, verify } = start();
  const [ada, grace] = [issue("ada"), issue("grace")];
  assert(
    verify(ada.accessToken) === "ada" && verify(grace.accessToken) === "grace",
    "verify did not return the user of an access token. Keep the user under the token's hash, in issue.",
  );
});

test("[4.3] keeps the whole ID of a user", () => {
  const { issue, verify } = start();
  const users = ["Ada", "ada.b@x.example", "a:b|c", "ราชการ", "__proto__", "constructor"];
  assert(
    users.every((user) => verify(issue(user).accessToken) === user),
    "verify returned another user than the one who signed in, or none. A user's ID may have capital letters, separators, or the name of a property of every object. Keep the whole ID unchanged, in issue.",
  );
});

test("[4.3] makes tokens that cannot be guessed", () => {
  const { issue, verify, next, move } = start();
  // Long enough not to stand in a random text by chance.
  const user = "ada.lovelace@mcpworkshop.example";
  const all = [issue(user), issue(user)].flatMap(({ accessToken, refreshToken }) => [
    accessToken,
    refreshToken,
  ]);
  assert(
    new Set(all).size === 4 && all.every((token) => token.length >= 32 && !token.includes(user)),
    "Two tokens are the same, or a token is short, or it contains the user's name. Make each token from 32 bytes of randomBytes (256 bits), in issue.",
  );
  const many = Array.from({ length: 1_000 }, () => issue(user).accessToken);
  assert(
    new Set(many).size === many.length && bitsThatDiffer(many) >= 120,
    "Of a thousand tokens, some are the same, or most of their characters are the same. An attacker can try all values of the other characters. Make each token from 32 bytes of randomBytes, in issue.",
  );
  let pair = issue(user);
  const ofOneSession = Array.from({ length: 300 }, () => {
    move(1);
    pair = next(pair);
    return pair.refreshToken;
  });
  assert(
    bitsThatDiffer(ofOneSession) >= 120,
    "Most characters of the tokens of one session are the same. A thief of an access token can try all values of the other characters, and gets the refresh token. Make each token from 32 new random bytes, in refresh.",
  );
  assert(
    verify(user) === undefined && verify("") === undefined,
    "verify accepted a token that was never issued. Look for it among the tokens that you issued, in verify.",
  );
});

test("[4.3] makes tokens that fit into a header", () => {
  const { accessToken, refreshToken } = start().issue("ada");
  assert(
    [accessToken, refreshToken].every((token) => /^[\w.~+/-]+=*$/.test(token)),
    "A token has characters that a header cannot carry, so a client cannot send it back. After “Bearer”, RFC 6750 allows letters, digits and - . _ ~ + / =. Write the random bytes as base64url, in issue.",
  );
});

test("[4.3] keeps many sessions at the same time", () => {
  const { issue, verify } = start();
  const tokens = Array.from({ length: 1_000 }, (_, index) => issue(`user-${index}`).accessToken);
  assert(
    tokens.every((token, index) => verify(token) === `user-${index}`),
    "A thousand users signed in, and the session of one of them was gone, or was another user's. Two sessions have the same key. Use at least 16 random bytes as the key of a session, or the hash of the token, in issue.",
  );
});

test("[4.3] makes tokens that follow from nothing", async () => {
  standStill();
  const [one, other] = [await startNewProcess(), await startNewProcess()];
  const pairs = [one.issue("ada"), other.issue("ada")];
  assert(
    new Set(pairs.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken])).size === 4,
    "Two processes made the same token for the same user at the same time. An attacker can compute a counter, the clock, Math.random or a hash of known values. Use randomBytes, in issue.",
  );
});

test("[4.3] refuses what it has not made", async () => {
  const { issue, verify, refresh } = start();
  const [ada, grace] = [issue("ada"), issue("grace")];
  const forged = [
    ...forgeriesOf(ada.accessToken, "ada", "grace"),
    ...mixturesOf(ada.accessToken, grace.accessToken),
  ];
  const believed = [
    ...[...forged, ...namesOfObjects].filter((token) => verify(token) !== undefined),
    ...forgeriesOf(grace.refreshToken, "grace", "ada").filter((token) => refresh(token) !== undefined),
  ];
  assert(
    believed.length === 0,
    "A token was changed, cut or made of two tokens, and it was accepted. An attacker can write another user or a later end into it. Trust no content of a token before you have found the hash of the whole token, or verified its signature, in verify and refresh.",
  );
  const second = start();
  assert(
    second.verify(ada.accessToken) === undefined && second.refresh(ada.refreshToken) === undefined,
    "Two servers in one process had the same sessions. A token of one gave access to the other one. Keep the sessions in createSessionTokens, and not in a variable of the module.",
  );
  assert(
    !namesOfObjects.some((name) => refresh(name) !== undefined),
    "refresh accepted the name of a property of every JavaScript object, such as constructor, as a refresh token. Keep the tokens in a Map, and not in an object, in createSessionTokens.",
  );
  const elsewhere = (await startNewProcess()).issue("ada");
  assert(
    verify(elsewhere.accessToken) === undefined && refresh(elsewhere.refreshToken) === undefined,
    "A token of another process was accepted. The key that signs tokens is in the code, and each reader of the code can make tokens. Make the key, or better the tokens, with randomBytes, in createSessionTokens.",
  );
});

test("[4.3] keeps access and refresh tokens apart", () => {
  const { issue, verify, refresh } = start();
  const { accessToken, refreshToken } = issue("ada");
  assert(
    verify(refreshToken) === undefined && refresh(accessToken) === undefined,
    "An access token was accepted as a refresh token, or the reverse. The client sends the access token with every request, so it must not be valid for a week. Distinguish the two kinds, in verify and refresh.",
  );
});

test("[4.3] lets no access token lead to its refresh token", () => {
  const { issue } = start();
  const { accessToken, refreshToken } = issue("ada");
  const derived = ["sha256", "sha1", "md5", "sha512"].flatMap((algorithm) =>
    (["hex", "base64url", "base64"] as const).map((form) =>
      createHash(algorithm).update(accessToken).digest(form),
    ),
  );
  assert(
    tells(accessToken, { refreshToken }).length === 0 &&
      tells(refreshToken, { accessToken }).length === 0 &&
      !derived.some((text) => refreshToken.includes(text)),
    "The refresh token can be computed from the access token, or contains it. A thief of an access token could use the session for a week. Make each token from its own random bytes, in issue.",
  );
});

test("[4.3] writes no token into a log", () => {
  const written = recordConsole();
  const { issue, verify, refresh, next, move } = start();
  const first = issue("ada");
  const second = next(first);
  verify(second.accessToken);
  // Refused: too old, never made here, and used before.
  move(2 * 60 * 60);
  verify(second.accessToken);
  verify(first.accessToken);
  const elsewhere = start().issue("ada");
  verify(elsewhere.accessToken);
  refresh(elsewhere.refreshToken);
  refresh(first.refreshToken);
  const secrets = {
    one: first.refreshToken,
    two: second.accessToken,
    three: second.refreshToken,
    four: elsewhere.accessToken,
    five: elsewhere.refreshToken,
    six: first.accessToken,
  };
  assert(
    tells(written().join("\n"), secrets).length === 0,
    "Your code wrote a token to the console. A person who reads the log can act as the user. Remove each console.log from createSessionTokens.",
  );
});
