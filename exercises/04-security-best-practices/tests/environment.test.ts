import { startOver, usualValues, withEveryVariable } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, test } from "vitest";
import type { decide } from "#exercise/access-policy.ts";
import type { auditSignIn } from "#exercise/audit.ts";
import type { checkPublicUrl } from "#exercise/require-https.ts";

/** Loads a file of the learner again, as a new process does. */
async function load<Exports>(path: string): Promise<Exports> {
  return (await import(path + startOver(import.meta))) as Exports;
}

/** The values of an environment variable with which the learner's code does something else than without it. */
async function valuesThatDecide(values: readonly string[], act: () => Promise<string>): Promise<string[]> {
  const tried = async (): Promise<string> =>
    act().catch((error: unknown) => {
      noteOnFailure(`It threw: ${String(error)}`);
      return "thrown";
    });
  const usual = await tried();
  const decided: string[] = [];
  for (const value of values) {
    if ((await withEveryVariable(value, tried)) !== usual) decided.push(value);
  }
  return decided;
}

test("[4.1] lets no variable of the environment turn the check off", async () => {
  const [value] = await valuesThatDecide(usualValues, async () => {
    const file = await load<{ checkPublicUrl: typeof checkPublicUrl }>("#exercise/require-https.ts");
    return file.checkPublicUrl("http://mcp.example.com").href;
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, checkPublicUrl accepts plain http on the network. Such a variable is set for one test, and stays on a deployed server. Read no variable, in checkPublicUrl.`,
  );
});

test("[4.2] lets no variable of the environment open a tool", async () => {
  const [value] = await valuesThatDecide([...usualValues, "ada", "Auditor"], async () => {
    const file = await load<{ decide: typeof decide }>("#exercise/access-policy.ts");
    return String(file.decide("getAuditLog", { idTokenClaims: { oid: "ada" }, toolArguments: {} }).allowed);
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, a user without a role can read the audit log. Such a variable is set for one demo, and stays on a deployed server. Read no variable, in decide.`,
  );
});

test("[4.6] lets no variable of the environment turn the log off", async () => {
  const [value] = await valuesThatDecide(usualValues, async () => {
    const file = await load<{ auditSignIn: typeof auditSignIn }>("#exercise/audit.ts");
    const lines: string[] = [];
    file.auditSignIn(
      { clientId: "client-1", userId: "ada" },
      (line) => void lines.push(line),
      () => 0,
    );
    return lines.join();
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, a sign-in has no line in the log, or another one. An attacker who can set one variable leaves no trace. Read no variable, in auditSignIn.`,
  );
});
