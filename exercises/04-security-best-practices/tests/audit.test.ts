import { readingsOf, recordConsole, startOver } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, test } from "vitest";
import { auditSignIn, type SignInAttempt } from "#exercise/audit.ts";

const sessionToken = "dGhpQyBpQyBOb3Qg.YSB0b2TlbgQWxZXyVwUvTuSsRrQqPpOoNnMmLlKkJjIiHhGgZz";
const at = Date.UTC(2027, 0, 2, 3, 4, 5);
const path = "#exercise/audit.ts";

/** The lines that are written about an attempt. */
function linesOf(attempt: Partial<SignInAttempt>, time = at, audit = auditSignIn): string[] {
  const lines: string[] = [];
  try {
    audit(
      { clientId: "client-1", ...attempt },
      (line) => void lines.push(line),
      () => time,
    );
  } catch (error) {
    noteOnFailure(`auditSignIn threw: ${String(error)}`);
    return ["(thrown)"];
  }
  return lines;
}

function eventOf(...[attempt, time, audit]: Parameters<typeof linesOf>): Record<string, unknown> {
  try {
    return JSON.parse(linesOf(attempt, time, audit)[0] ?? "{}") as Record<string, unknown>;
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
    "The line is not the agreed event, so a program cannot read it. Write one JSON object with time (ISO format, from now), event “sign_in”, outcome (“success” here), client and user, in auditSignIn.",
  );
});

test("[4.6] tells a failure from a success, with Entra's number", () => {
  const { outcome, reason } = eventOf({
    error: new Error("invalid_grant: AADSTS70008: The code has expired."),
  });
  assert(
    outcome === "failure" && reason === "AADSTS70008",
    "The line does not show that the sign-in failed, or why. Write outcome “failure”, and as reason the number in the error's message with its letters, such as AADSTS50126, in auditSignIn.",
  );
});

test("[4.6] calls a failure a failure, whatever else is known", () => {
  const error = new Error("");
  const outcomes = [{ userId: "ada" }, { sessionToken }, { userId: "ada", sessionToken }].map(
    (known) => eventOf({ ...known, error })["outcome"],
  );
  assert(
    outcomes.every((outcome) => outcome === "failure"),
    "A sign-in of a known user failed, and the log says “success”. An operator would not see an attacker who guesses passwords. Write “failure” if there is an error, and depend on nothing else, in auditSignIn.",
  );
});

test("[4.6] finds Entra's number among others", () => {
  for (const number of ["AADSTS50126", "AADSTS500113", "AADSTS7000215"]) {
    const message = `Request 4711400: 50126 - [2027-01-02 03:04:05Z]: ${number}: Invalid. Trace ID: 90210, code 65001`;
    assert(
      eventOf({ error: new Error(message) })["reason"] === number,
      "The error's message has several numbers, and the reason is not only Entra's number, or only a part of it. Write “AADSTS” and all digits after it, in auditSignIn.",
    );
  }
});

test("[4.6] writes a line for everything that can be thrown", () => {
  const thrown: unknown[] = [
    "AADSTS50126",
    42,
    "",
    Symbol("odd"),
    Object.create(null),
    { message: 7 },
    [sessionToken],
  ];
  const outcomes = thrown.map((error) => eventOf({ error })["outcome"]);
  assert(
    outcomes.every((outcome) => outcome === "failure"),
    "JavaScript can throw any value, and not only an Error. For such a value, the log has no line, or says “success”. Read the message only if the value is an Error, and write a fixed word for each other value, in auditSignIn.",
  );
});

test("[4.6] takes the time from now", () => {
  const times = [at, at + 1_000].map((time) => eventOf({ userId: "ada" }, time)["time"]);
  assert(
    times.join() === "2027-01-02T03:04:05.000Z,2027-01-02T03:04:06.000Z",
    "Two sign-ins at different times have the same time in the log. Call now() for each line, in auditSignIn.",
  );
});

test("[4.6] writes no token, not even a part of one", () => {
  const text = linesOf({ userId: "ada", sessionToken }).join();
  const readings = [...readingsOf(text), ...readingsOf(Array.from(text).toReversed().join(""))];
  const parts = Array.from({ length: sessionToken.length - 7 }, (_, start) =>
    sessionToken.slice(start, start + 8),
  );
  assert(
    !parts.some((part) => readings.some((reading) => reading.includes(part))),
    "Eight characters of the session token are in the log, as plain text or encoded. Many people read logs, and base64 is no encryption. Write a short hash in place of the token, in auditSignIn.",
  );
  const ends = [
    sessionToken.slice(0, 5),
    sessionToken.slice(-5),
    sessionToken.slice(0, 4),
    sessionToken.slice(-4),
  ];
  assert(
    !ends.some((end) => text.includes(end)),
    "The first or the last characters of the session token are in the log. An attacker then has to guess fewer characters. Write a short hash of the token, in auditSignIn.",
  );
});

test("[4.6] tells sessions apart", () => {
  const [one, again] = [sessionToken, sessionToken].map(
    (token) => eventOf({ userId: "ada", sessionToken: token })["session"],
  );
  // Of the same length, and with the same letters in other places.
  const others = Array.from({ length: 300 }, (_, index) => {
    const rotated = sessionToken.slice(index % 60) + sessionToken.slice(0, index % 60);
    return eventOf({ userId: "ada", sessionToken: `${rotated.slice(0, -1)}${Math.floor(index / 60)}` })[
      "session"
    ];
  });
  assert(
    typeof one === "string" && one === again && new Set([one, ...others]).size === others.length + 1,
    "The log does not show which lines belong to one session: the same token has two names, or two tokens have one. As session, write a short hash of the token alone, with eight characters or more, in auditSignIn.",
  );
});

test("[4.6] calls two sessions by two names, also after a restart", async () => {
  const names: unknown[] = [];
  for (const token of [sessionToken, Array.from(sessionToken).toReversed().join("")]) {
    const module = (await import(path + startOver(import.meta))) as { auditSignIn: typeof auditSignIn };
    names.push(eventOf({ sessionToken: token }, at, module.auditSignIn)["session"]);
  }
  assert(
    typeof names[0] === "string" && names[0] !== names[1],
    "After a restart, a new session has the name of an earlier one. An investigation would follow the wrong user. A counter begins again at each start. Use a hash of the token, in auditSignIn.",
  );
});

test("[4.6] names only what belongs to this attempt", () => {
  linesOf({ userId: "ada", sessionToken });
  const { user = null, session = null } = eventOf({ error: new Error("AADSTS50126") });
  assert(
    user === null && session === null,
    "A failed sign-in of an unknown user has a user or a session in the log. An operator would suspect the user of the line before. Leave out the fields that this attempt does not have, in auditSignIn.",
  );
});

test("[4.6] copies nothing from an error but Entra's number", () => {
  const secret = "1.AXYAsecretcode";
  const inside = { code: secret, config: { data: "client_secret=hunter2" }, errorMessage: "hunter2" };
  const message = `AADSTS7000215: Invalid secret. POST code=${secret}&client_secret=hunter2`;
  const errors = [
    new Error(message),
    new Error("Request failed", { cause: new Error(message) }),
    Object.assign(new Error("Request failed"), inside),
    new TypeError(`cannot read ${secret}\nclient_secret=hunter2`),
    new Error("hunter2"),
    new Error("hunter2 was refused"),
    new Error("The password is hunter2."),
    message,
    inside,
  ];
  const text = errors.flatMap((error) => linesOf({ error })).join();
  assert(
    !readingsOf(text).some((reading) => /hunter2|AXYAsecretcode/.test(reading)),
    "The log has text of the error's message or fields. They quote requests, with codes and secrets. Write the AADSTS number or a fixed word, in auditSignIn.",
  );
});

test("[4.6] writes only the fields that were agreed on", () => {
  // A caller may add such fields later.
  const more = { refreshToken: "1.AXYA-not-a-real-one", idTokenClaims: { name: "Ada Lovelace" } };
  const text = linesOf({ userId: "ada", sessionToken, ...more }).join();
  assert(
    !/AXYA|Lovelace/.test(text),
    "The line has fields that the event does not have. If a caller adds a field to the attempt later, such as a token, it would be in the log. Write the event field by field, without spread syntax, in auditSignIn.",
  );
});

test("[4.6] prevents a forged second line", () => {
  const lines = linesOf({ clientId: 'x"}\n{"event":"sign_in","outcome":"success","user":"boss"' });
  assert(
    lines.length === 1 && !lines.some((line) => line.includes("\n")),
    "A client ID with a line break became two lines, and the second one is false. Make the line with JSON.stringify, without indentation, in auditSignIn.",
  );
});

test("[4.6] lets no name write fields of its own", () => {
  const clientId = 'x","user":"boss","outcome":"success","z":"\\';
  const event = eventOf({ clientId, userId: 'y","outcome":"success', error: new Error("AADSTS50126") });
  assert(
    event["client"] === clientId &&
      event["user"] === 'y","outcome":"success' &&
      event["outcome"] === "failure",
    "A client ID with quotation marks changed other fields of the line, or the line has another client ID. An attacker could write false fields. Make the whole line with JSON.stringify, in auditSignIn.",
  );
});

test("[4.6] writes to the audit log and nowhere else", () => {
  const written = recordConsole();
  linesOf({ userId: "ada", sessionToken });
  linesOf({ userId: "ada", error: new Error("AADSTS50126") });
  assert(
    written().length === 0,
    "Your code wrote about the sign-in to the console, too. Other people can read this copy, and no rule deletes it. Use only write, in auditSignIn.",
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
    "write threw an error, and the sign-in failed. If the disk is full, no user could sign in. Catch the errors of write, in auditSignIn.",
  );
});
