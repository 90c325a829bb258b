import { assert, test } from "vitest";
import { start } from "./support/sessions.ts";

const hour = 60 * 60;

test("[4.3] lets an access token end after an hour", () => {
  const { issue, verify, move } = start();
  // The server has been running for some time.
  move(5 * hour);
  const { accessToken, expiresInSeconds } = issue("ada");
  move(hour - 1);
  const shortlyBefore = verify(accessToken);
  move(2);
  const shortlyAfter = verify(accessToken);
  assert(
    expiresInSeconds === hour && shortlyBefore === "ada" && shortlyAfter === undefined,
    "An access token did not end one hour after it was issued. A stolen token would be valid for ever, or a user's own token for a moment only. now() is in milliseconds, and expiresInSeconds is in seconds. Call now() in issue and in verify.",
  );
});

test("[4.3] replaces both tokens at a refresh", () => {
  const { issue, verify, refresh, move } = start();
  const first = issue("ada");
  move(2 * hour);
  const second = refresh(first.refreshToken);
  assert(
    typeof second === "object" &&
      verify(second.accessToken) === "ada" &&
      second.accessToken !== first.accessToken &&
      second.refreshToken !== first.refreshToken,
    "refresh did not return a new pair of tokens. A thief could use an unchanged token for a week. Make both tokens again, in refresh.",
  );
});

test("[4.3] ends the session when an old refresh token comes again", () => {
  const { issue, verify, refresh } = start();
  const first = issue("ada");
  const second = refresh(first.refreshToken);
  const before = typeof second === "object" ? verify(second.accessToken) : "ada";
  const again = refresh(first.refreshToken);
  assert(
    again === undefined,
    "A refresh token was accepted twice. A thief who has a copy could stay signed in, and you would not notice it. Accept it only once, in refresh.",
  );
  assert(
    before === "ada" &&
      (typeof second !== "object" ||
        (verify(second.accessToken) === undefined &&
          verify(first.accessToken) === undefined &&
          refresh(second.refreshToken) === undefined)),
    "An old refresh token came again, and the session continued, or one of its access tokens was still accepted. Two parties have the old token, and one of them is a thief. End the whole session, in refresh.",
  );
});

test("[4.3] notices every old refresh token, not only the last ones", () => {
  const unnoticed = [3, 200].filter((refreshes) => {
    const { issue, verify, refresh, next } = start();
    const first = issue("ada");
    let last = first;
    for (let count = 0; count < refreshes; count += 1) last = next(last);
    refresh(first.refreshToken);
    return verify(last.accessToken) !== undefined || refresh(last.refreshToken) !== undefined;
  });
  assert(
    unnoticed.length === 0,
    `The first refresh token came again after ${unnoticed[0]} refreshes, and the session continued. A thief may use a token later. End the session for each of its old refresh tokens, and not only for the last ones, in refresh.`,
  );
});

test("[4.3] notices an old refresh token days later, too", () => {
  const unnoticed = [1, 2, 3, 4].filter((age) =>
    [1, hour / 2, 30 * hour].some((gap) => {
      const { issue, refresh, next, move } = start();
      let pair = issue("ada");
      let old = pair;
      for (let refreshes = 4; refreshes > 0; refreshes -= 1) {
        if (refreshes === age) old = pair;
        move(gap);
        pair = next(pair);
      }
      // The access token has ended, and the session has not.
      move(2 * hour);
      refresh(old.refreshToken);
      return typeof refresh(pair.refreshToken) === "object";
    }),
  );
  assert(
    unnoticed.length === 0,
    `A refresh token that was replaced ${unnoticed[0]} refreshes ago came again, hours or days later, and the session continued. The server had forgotten the old token, so a thief only has to wait. Notice each old refresh token as long as the session lives, in refresh.`,
  );
});

test("[4.3] keeps a session that waits for days, also while it cleans up", () => {
  const { issue, verify, refresh, next, move } = start();
  const [ada, grace] = [issue("ada"), issue("grace")];
  move(6 * 24 * hour);
  // Each of these may remove what has ended. Ada's access token has ended, and her session has not.
  for (const { accessToken } of [ada, grace]) verify(accessToken);
  next(grace);
  issue("alan");
  const later = refresh(ada.refreshToken);
  assert(
    typeof later === "object" && verify(later.accessToken) === "ada",
    "Ada did not use her session for six days, and her refresh token was then refused. Users would have to sign in again after each break of an hour. Remove a session when its seven days are over, and not when its access token has ended, in createSessionTokens.",
  );
});

test("[4.3] ends no other session than that", () => {
  const { issue, verify, refresh, next } = start();
  const [ada, laptop, grace] = [issue("ada"), issue("ada"), issue("grace")];
  const together = [verify(ada.accessToken), verify(laptop.accessToken)].join();
  next(ada);
  refresh(ada.refreshToken);
  assert(
    together === "ada,ada",
    "Ada signed in on a second machine, and her first session ended. Keep one session for each sign-in, and not for each user, in issue.",
  );
  assert(
    verify(grace.accessToken) === "grace" && typeof refresh(grace.refreshToken) === "object",
    "An old refresh token of Ada's came again, and Grace's session ended. An attacker with one old token could sign all users out. End only the session of this token, in refresh.",
  );
});

test("[4.3] ends a session after seven days, however often it is refreshed", () => {
  const { issue, verify, refresh, next, move } = start();
  let pair = issue("ada");
  for (let day = 0; day < 6; day += 1) {
    move(24 * hour);
    pair = next(pair);
  }
  const dayBefore = verify(pair.accessToken);
  move(24 * hour + 1);
  assert(
    dayBefore === "ada" && refresh(pair.refreshToken) === undefined && verify(pair.accessToken) === undefined,
    "A session was still valid after seven days of refreshes. A thief could refresh it for ever. Keep the session's first end at each refresh, in refresh.",
  );
});

test("[4.3] lets no access token live longer than its session", () => {
  const { issue, verify, refresh, move } = start();
  const first = issue("ada");
  move(7 * 24 * hour - 60);
  const last = refresh(first.refreshToken);
  const before = typeof last === "object" ? verify(last.accessToken) : undefined;
  move(61);
  assert(
    typeof last === "object" &&
      before === "ada" &&
      last.expiresInSeconds <= 60 &&
      verify(last.accessToken) === undefined,
    "A refresh one minute before the end of the seven days returned an access token for more than this minute, or none. Use the earlier of the two ends, and return it in expiresInSeconds, in refresh.",
  );
});
