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
    "verify did not say who an access token belongs to. Keep under each token (better: under its hash) whose it is, in issue.",
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
    "Tokens repeat, are short, or tell who they are for. Make each from 32 bytes of randomBytes, which is 256 bits, in issue.",
  );
  const many = Array.from({ length: 1_000 }, () => issue(user).accessToken);
  assert(
    new Set(many).size === many.length && bitsThatDiffer(many) >= 120,
    "A thousand tokens repeat, or are alike in most of their letters. The rest can be tried out. Make each from 32 bytes of randomBytes, in issue.",
  );
  let pair = issue(user);
  const ofOneSession = Array.from({ length: 300 }, () => {
    move(1);
    pair = next(pair);
    return pair.refreshToken;
  });
  assert(
    bitsThatDiffer(ofOneSession) >= 120,
    "The tokens of one session are alike in most of their letters. A thief of one access token tries out the rest, and has the refresh token. Make each token from 32 random bytes of its own, in refresh.",
  );
  assert(
    verify(user) === undefined && verify("") === undefined,
    "verify accepted what was never issued. Look the token up among those that you have made, in verify.",
  );
});

test("[4.3] makes tokens that follow from nothing", async () => {
  standStill();
  const [one, other] = [await startNewProcess(), await startNewProcess()];
  const pairs = [one.issue("ada"), other.issue("ada")];
  assert(
    new Set(pairs.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken])).size === 4,
    "Two processes made the same token for the same user at the same time. A counter, the clock, Math.random or a hash of what others know can be worked out. Use randomBytes, in issue.",
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
    "A token that was changed, cut or put together from two was taken. An attacker writes another user or a later end into it. Believe nothing that stands in a token: look the hash of the whole token up, or verify its signature, in verify and refresh.",
  );
  assert(
    !namesOfObjects.some((name) => refresh(name) !== undefined),
    "A word that every JavaScript object knows, such as constructor, was taken for a refresh token, and led to new tokens. Keep the tokens in a Map and not in an object, in createSessionTokens.",
  );
  const elsewhere = (await startNewProcess()).issue("ada");
  assert(
    verify(elsewhere.accessToken) === undefined && refresh(elsewhere.refreshToken) === undefined,
    "A token that another process had made was taken: the key that signs them stands in the code, and everybody who reads it makes tokens. Make the key, or better the tokens, from randomBytes, in createSessionTokens.",
  );
});

test("[4.3] keeps access and refresh tokens apart", () => {
  const { issue, verify, refresh } = start();
  const { accessToken, refreshToken } = issue("ada");
  assert(
    verify(refreshToken) === undefined && refresh(accessToken) === undefined,
    "One kind of token was taken for the other. The access token travels with every request, and must not be good for a week: remember which is which, in verify and refresh.",
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
    "The refresh token can be made from the access token, or holds it. A thief of an access token would have the session for a week. Make each from random bytes of its own, in issue.",
  );
});

test("[4.3] writes no token into a log", () => {
  const written = recordConsole();
  const { issue, verify, next } = start();
  const first = issue("ada");
  const second = next(first);
  verify(second.accessToken);
  const secrets = { one: first.refreshToken, two: second.accessToken, three: second.refreshToken };
  assert(
    tells(written().join("\n"), secrets).length === 0,
    "A token was written to the console. Logs are copied and kept for long, and a person who reads them is signed in as the user. Take the console.log out of createSessionTokens.",
  );
});
