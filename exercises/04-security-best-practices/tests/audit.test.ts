import { assert, test } from "vitest";
import { auditSignIn, type SignInAttempt } from "#exercise/audit.ts";

const sessionToken = "dGhpcyBpcyBub3QgYSB0b2tlbg.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const at = Date.UTC(2027, 0, 2, 3, 4, 5);

/** The lines that are written about an attempt. */
function linesOf(attempt: Partial<SignInAttempt>): string[] {
  const lines: string[] = [];
  auditSignIn(
    { clientId: "client-1", ...attempt },
    (line) => void lines.push(line),
    () => at,
  );
  return lines;
}

function eventOf(attempt: Partial<SignInAttempt>): Record<string, unknown> {
  try {
    return JSON.parse(linesOf(attempt)[0] ?? "{}") as Record<string, unknown>;
  } catch {
    return {};
  }
}

test("[4.6] writes one line of JSON a sign-in", () => {
  const { time, event, outcome, client, user } = eventOf({ userId: "ada", sessionToken });
  assert(
    time === "2027-01-02T03:04:05.000Z" &&
      event === "sign_in" &&
      outcome === "success" &&
      client === "client-1" &&
      user === "ada",
    "The line is not the event that was agreed on. One JSON object with time (ISO, from now), event “sign_in”, outcome (“success” here), client and user: a program has to be able to read it; look at auditSignIn.",
  );
});

test("[4.6] tells a failure from a success, with Entra's number", () => {
  const { outcome, reason } = eventOf({
    error: new Error("invalid_grant: AADSTS70008: The code has expired."),
  });
  assert(
    outcome === "failure" && reason === "AADSTS70008",
    "A failed sign-in is not marked, or does not say why. Write outcome “failure”, and as reason the AADSTS number in the error's message, in auditSignIn.",
  );
});

test("[4.6] writes no token, not even a part of one", () => {
  const text = linesOf({ userId: "ada", sessionToken }).join();
  const parts = Array.from({ length: sessionToken.length - 7 }, (_, start) =>
    sessionToken.slice(start, start + 8),
  );
  assert(
    !parts.some((part) => text.includes(part)),
    "Eight characters of the session token stand in the log. Logs are copied, indexed and read by many: write a short hash in place of the token, in auditSignIn.",
  );
});

test("[4.6] tells sessions apart", () => {
  const [one, again, other] = [sessionToken, sessionToken, `${sessionToken}x`].map(
    (token) => eventOf({ sessionToken: token })["session"],
  );
  assert(
    typeof one === "string" && one === again && one !== other,
    "The log does not show which lines belong to one session. Write the same short hash for the same token as session, in auditSignIn.",
  );
});

test("[4.6] copies nothing from an error but Entra's number", () => {
  const error = new Error("AADSTS7000215: Invalid secret. POST code=1.AXYAsecretcode&client_secret=hunter2");
  const text = linesOf({ error }).join();
  const stranger = linesOf({ error: new TypeError(`cannot read ${sessionToken}`) }).join();
  assert(
    !/hunter2|AXYAsecretcode/.test(text) && !stranger.includes(sessionToken.slice(0, 12)),
    "What an error's message said stands in the log. Messages carry requests, with codes and secrets in them: take the AADSTS number, or a word of your own, in auditSignIn.",
  );
});

test("[4.6] prevents a forged second line", () => {
  const lines = linesOf({ clientId: 'x"}\n{"event":"sign_in","outcome":"success","user":"boss"' });
  assert(
    lines.length === 1 && !lines.some((line) => line.includes("\n")),
    "A client ID with a line break in it became two lines, and the second one is a lie. Build the line with JSON.stringify, without indentation, in auditSignIn.",
  );
});

test("[4.6] goes on when the log is full", () => {
  let thrown = false;
  try {
    auditSignIn(
      { clientId: "client-1" },
      () => {
        throw new Error("No space left on device");
      },
      () => at,
    );
  } catch {
    thrown = true;
  }
  assert(
    !thrown,
    "The log could not be written, and the sign-in failed with it. A full disk would lock everybody out: catch what write throws, in auditSignIn.",
  );
});
