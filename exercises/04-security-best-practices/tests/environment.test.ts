import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOver, usualValues, withEveryVariable } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, onTestFinished, test } from "vitest";
import type { decide } from "#exercise/access-policy.ts";
import type { auditSignIn } from "#exercise/audit.ts";
import type { clientCredential } from "#exercise/client-credential.ts";
import type { checkPublicUrl, securityHeaders } from "#exercise/require-https.ts";
import type { createSessionTokens } from "#exercise/session-tokens.ts";
import type { createTokenVault } from "#exercise/token-vault.ts";

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

test("[4.1] sends HSTS whatever a variable says", async () => {
  const [value] = await valuesThatDecide(["true", "0"], async () => {
    const file = await load<{ securityHeaders: typeof securityHeaders }>("#exercise/require-https.ts");
    return JSON.stringify(file.securityHeaders(new URL("https://mcp.example.com")));
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, or NODE_ENV is “development”, the headers are other ones. Such a variable stays on a deployed server. Read no variable, in securityHeaders.`,
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

test("[4.3] lets no variable of the environment make or lengthen a token", async () => {
  const values = ["true", "1", "86400", "a-token-for-tests"];
  const [value] = await valuesThatDecide(values, async () => {
    const file = await load<{ createSessionTokens: typeof createSessionTokens }>(
      "#exercise/session-tokens.ts",
    );
    const tokens = file.createSessionTokens(() => 0);
    const made = values.map((each) => tokens.verify(each) ?? tokens.refresh(each)?.expiresInSeconds);
    return [tokens.issue("ada").expiresInSeconds, ...made].join();
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, verify accepts this text as a token, or a token is valid for another time. Such a variable is set for a test, and stays on a deployed server. Read no variable, in createSessionTokens.`,
  );
});

test("[4.4] lets no variable of the environment turn the encryption off, or replace the key", async () => {
  const values = ["true", "1", "0", "x".repeat(32), "ab".repeat(32)];
  const [value] = await valuesThatDecide(values, async () => {
    const file = await load<{ createTokenVault: typeof createTokenVault }>("#exercise/token-vault.ts");
    const sealed = file.createTokenVault(new Uint8Array(32).fill(1)).seal("ada", "a refresh token");
    const opened = file.createTokenVault(new Uint8Array(32).fill(2)).open("ada", sealed);
    return `${sealed.includes("a refresh token")} ${opened === "a refresh token"}`;
  });
  assert(
    value === undefined,
    `If an environment variable is “${value}”, or NODE_ENV is “development”, the sealed text is readable, or another key opens it. Such a variable stays on a deployed server. Read no variable, in createTokenVault.`,
  );
});

test("[4.7] reads the file that it was given, whatever process.env says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "federated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [own, other] = ["own", "other"].map((name) => join(folder, name));
  writeFileSync(own ?? "", "our token");
  writeFileSync(other ?? "", "a token of another program");
  const found = await valuesThatDecide([other ?? ""], async () => {
    const file = await load<{ clientCredential: typeof clientCredential }>("#exercise/client-credential.ts");
    const credential = file.clientCredential({ AZURE_FEDERATED_TOKEN_FILE: own });
    const token = "clientAssertion" in credential ? await credential.clientAssertion() : "a secret";
    try {
      return `${token} ${Object.keys(file.clientCredential({})).join()}`;
    } catch {
      return `${token} refused`;
    }
  });
  assert(
    found.length === 0,
    "If process.env has a variable with the path of another file, your code reads that file, or finds a credential where it was given none. Then you do not know which credential the server uses. Use only the parameter, in clientCredential.",
  );
});
