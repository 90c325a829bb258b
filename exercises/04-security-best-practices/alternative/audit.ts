import { createHmac, randomBytes } from "node:crypto";

export interface SignInAttempt {
  clientId: string;
  userId?: string;
  sessionToken?: string;
  error?: unknown;
}

/** Made for this process: the log tells sessions apart, and a reader of it cannot check a guess. */
const pepper = randomBytes(32);

export function auditSignIn(attempt: SignInAttempt, write: (line: string) => void, now: () => number): void {
  const failed = "error" in attempt && attempt.error !== undefined;
  const line: Record<string, string> = {
    event: "sign_in",
    outcome: failed ? "failure" : "success",
    time: new Date(now()).toISOString(),
    client: attempt.clientId,
  };
  if (attempt.userId) line["user"] = attempt.userId;
  if (attempt.sessionToken) {
    line["session"] = createHmac("sha256", pepper)
      .update(attempt.sessionToken)
      .digest("base64url")
      .slice(0, 16);
  }
  if (failed)
    line["reason"] =
      (attempt.error instanceof Error ? attempt.error.message : "").match(/AADSTS[0-9]{4,7}/)?.at(0) ??
      "other";
  try {
    write(JSON.stringify(line));
  } catch {
    return;
  }
}
