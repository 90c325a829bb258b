import { recordConsole, recordFiles } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, onTestFinished, test, vi } from "vitest";
import { auditSignIn, type SignInAttempt } from "#exercise/audit.ts";

const at = Date.UTC(2027, 0, 2, 3, 4, 5);

/** Writes a line about an attempt. @returns the event in it, without a value if there is none. */
function eventOf(attempt: Partial<SignInAttempt>): Record<string, unknown> {
  const lines: string[] = [];
  try {
    auditSignIn(
      { clientId: "client-1", ...attempt },
      (line) => void lines.push(line),
      () => at,
    );
    return lines.length === 1 ? (JSON.parse(lines[0] ?? "{}") as Record<string, unknown>) : {};
  } catch (error) {
    noteOnFailure(`auditSignIn threw: ${String(error)}`);
    return {};
  }
}

test("[4.6] gives a success no reason", () => {
  const events = [eventOf({ userId: "ada" }), eventOf({ userId: "ada", error: undefined })];
  assert(
    events.every(({ outcome, reason }) => outcome === "success" && (reason ?? "") === ""),
    "A sign-in succeeded, and the log says “failure”, or gives a reason for a failure. An operator would look for an attack. A caller may also pass error: undefined. Compare the error with undefined, and write a reason only for a failure, in auditSignIn.",
  );
});

test("[4.6] gives every failure a reason", () => {
  const errors: unknown[] = [new Error("socket hang up"), new Error(""), "a text", 0, false, {}];
  const events = errors.map((error) => eventOf({ error }));
  assert(
    events.every(
      ({ outcome, reason }) => outcome === "failure" && typeof reason === "string" && reason !== "",
    ),
    "A sign-in failed without a number of Entra's, and the log says “success”, or has no reason. An operator cannot tell failures apart from lines that are cut. Write a word of your own as the reason, in auditSignIn.",
  );
});

test("[4.6] writes a line for each of many failures", () => {
  const error = new Error("AADSTS50126");
  const written = Array.from({ length: 300 }, () => eventOf({ userId: "ada", error })["outcome"]);
  assert(
    written.every((outcome) => outcome === "failure"),
    "The same sign-in failed three hundred times, and the log does not have a line for each. An attacker who tries passwords would be hidden. Leave no line out, in auditSignIn.",
  );
});

test("[4.6] goes on writing after the log was full", () => {
  const [written, filed] = [recordConsole(), recordFiles()];
  try {
    auditSignIn(
      { clientId: "client-1", userId: "ada" },
      () => {
        throw new Error("No space left on device");
      },
      () => at,
    );
  } catch {
    // Another test says that it must not throw.
  }
  const { outcome } = eventOf({ userId: "ada" });
  assert(
    outcome === "success" && written().length === 0 && filed() === "",
    "write threw an error once. After that, the log had no more lines, or the line came to the console or into a file. Catch the error, write the line nowhere else, and call write again for the next sign-in, in auditSignIn.",
  );
});

test("[4.6] sends and stores no copy of the line", () => {
  const filed = recordFiles();
  const sent = vi.fn<typeof fetch>(async () => new Response());
  vi.stubGlobal("fetch", sent);
  onTestFinished(() => void vi.unstubAllGlobals());
  eventOf({ userId: "ada", sessionToken: "a-session-token" });
  eventOf({ userId: "ada", error: new Error("AADSTS50126") });
  assert(
    filed() === "" && sent.mock.calls.length === 0,
    "Your code also wrote the sign-in to a file, or sent it to another server. Other people can read this copy, and no rule deletes it. Use only write, in auditSignIn.",
  );
});

test("[4.6] writes the time of UTC on every machine", () => {
  vi.stubEnv("TZ", "Asia/Bangkok");
  onTestFinished(() => void vi.unstubAllEnvs());
  assert(
    eventOf({ userId: "ada" })["time"] === "2027-01-02T03:04:05.000Z",
    "In another time zone, the time in the log is not the time of UTC. Two machines' logs cannot be compared. Use new Date(now()).toISOString(), in auditSignIn.",
  );
});
