import { createHash } from "node:crypto";

/** A sign-in that succeeded or failed. */
export interface SignInAttempt {
  clientId: string;
  /** The user's object ID, if it is known. */
  userId?: string;
  /** The session token that it has led to. */
  sessionToken?: string;
  /** The error, if it failed. */
  error?: unknown;
}

/** Writes one line about a sign-in: the user, the client and the outcome. It never has a token, a code or a secret. */
export function auditSignIn(attempt: SignInAttempt, write: (line: string) => void, now: () => number): void {
  const { clientId, userId, sessionToken, error } = attempt;
  const event = {
    time: new Date(now()).toISOString(),
    event: "sign_in",
    outcome: error === undefined ? "success" : "failure",
    client: clientId,
    user: userId,
    // It is enough to find a session in the log, and useless for an attacker.
    session: sessionToken === undefined ? undefined : shortHash(sessionToken),
    reason: error === undefined ? undefined : reasonOf(error),
  };
  try {
    write(JSON.stringify(event));
  } catch {
    // If the disk is full, users must still be able to sign in.
  }
}

function shortHash(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** Entra's number is enough. The message of an error can quote the request. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return /AADSTS\d+/.exec(message)?.[0] ?? "unexpected error";
}
