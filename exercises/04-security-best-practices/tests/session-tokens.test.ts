import { assert, test } from "vitest";
import { createSessionTokens } from "#exercise/session-tokens.ts";

const hour = 60 * 60;

/** Tokens of a server whose clock stands still until it is moved. */
function start() {
  let seconds = 1_800_000_000;
  const tokens = createSessionTokens(() => seconds * 1_000);
  return { tokens, move: (by: number) => (seconds += by) };
}

test("[4.3] knows whose access token it is", () => {
  const { tokens } = start();
  const [ada, grace] = [tokens.issue("ada"), tokens.issue("grace")];
  assert(
    tokens.verify(ada.accessToken) === "ada" && tokens.verify(grace.accessToken) === "grace",
    "verify did not say who an access token belongs to. Keep under each token (better: under its hash) whose it is, in issue.",
  );
});

test("[4.3] makes tokens that cannot be guessed", () => {
  const { tokens } = start();
  // Long enough not to stand in a random text by chance.
  const user = "ada.lovelace@mcpworkshop.example";
  const all = [tokens.issue(user), tokens.issue(user)].flatMap(({ accessToken, refreshToken }) => [
    accessToken,
    refreshToken,
  ]);
  assert(
    new Set(all).size === 4 && all.every((token) => token.length >= 43 && !token.includes(user)),
    "Tokens repeat, are short, or tell who they are for. Make each from 32 bytes of randomBytes, which is 256 bits, in issue.",
  );
  assert(
    tokens.verify(user) === undefined && tokens.verify("") === undefined,
    "verify accepted what was never issued. Look the token up among those that you have made, in verify.",
  );
});

test("[4.3] lets an access token end after an hour", () => {
  const { tokens, move } = start();
  const { accessToken, expiresInSeconds } = tokens.issue("ada");
  move(hour - 1);
  const shortlyBefore = tokens.verify(accessToken);
  move(2);
  const shortlyAfter = tokens.verify(accessToken);
  assert(
    expiresInSeconds === hour && shortlyBefore === "ada" && shortlyAfter === undefined,
    "An access token did not end after an hour. A stolen one would be good for ever, or an honest one for a blink: now() is in milliseconds, expiresInSeconds in seconds; look at verify.",
  );
});

test("[4.3] replaces both tokens at a refresh", () => {
  const { tokens, move } = start();
  const first = tokens.issue("ada");
  move(2 * hour);
  const second = tokens.refresh(first.refreshToken);
  assert(
    second !== undefined &&
      tokens.verify(second.accessToken) === "ada" &&
      second.accessToken !== first.accessToken &&
      second.refreshToken !== first.refreshToken,
    "A refresh did not bring a new pair. A token that stays the same is, once it is stolen, as good as the honest one for a week: make both anew, in refresh.",
  );
});

test("[4.3] ends the session when an old refresh token comes again", () => {
  const { tokens } = start();
  const first = tokens.issue("ada");
  const second = tokens.refresh(first.refreshToken);
  const again = tokens.refresh(first.refreshToken);
  assert(
    again === undefined,
    "A refresh token was good twice. A thief who has copied it stays signed in unnoticed: forget it when it has been used, in refresh.",
  );
  assert(
    second === undefined ||
      (tokens.verify(second.accessToken) === undefined && tokens.refresh(second.refreshToken) === undefined),
    "An old refresh token came again, and the session went on. Two parties hold it, and one is a thief: end the whole session, in refresh.",
  );
});

test("[4.3] keeps access and refresh tokens apart", () => {
  const { tokens } = start();
  const { accessToken, refreshToken } = tokens.issue("ada");
  assert(
    tokens.verify(refreshToken) === undefined && tokens.refresh(accessToken) === undefined,
    "One kind of token was taken for the other. The access token travels with every request, and must not be good for a week: remember which is which, in verify and refresh.",
  );
});

test("[4.3] ends a session after seven days, however often it is refreshed", () => {
  const { tokens, move } = start();
  let pair = tokens.issue("ada");
  for (let day = 0; day < 6; day += 1) {
    move(24 * hour);
    pair = tokens.refresh(pair.refreshToken) ?? pair;
  }
  const dayBefore = tokens.verify(pair.accessToken);
  move(24 * hour + 1);
  assert(
    dayBefore === "ada" &&
      tokens.refresh(pair.refreshToken) === undefined &&
      tokens.verify(pair.accessToken) === undefined,
    "A session was still good after seven days of refreshing. A thief who keeps refreshing would never have to leave: carry the session's end over, in refresh.",
  );
});
