import { createHash } from "node:crypto";

/** A sign-in that has ended, well or not. */
export interface SignInAttempt {
  clientId: string;
  /** The user's object id, when known. */
  userId?: string;
  /** The session token that it has led to. */
  sessionToken?: string;
  /** What it has failed with. */
  error?: unknown;
}

/** Writes one line about a sign-in: who, through which client, with what outcome; never a token, a code or a secret. */
export function auditSignIn(attempt: SignInAttempt, write: (line: string) => void, now: () => number): void {
  const { clientId, userId, sessionToken, error } = attempt;
  const event = {
    time: new Date(now()).toISOString(),
    event: "sign_in",
    outcome: error === undefined ? "success" : "failure",
    client: clientId,
    user: userId,
    // Enough to follow a session through the log, of no use for anything else.
    session: sessionToken === undefined ? undefined : shortHash(sessionToken),
    reason: error === undefined ? undefined : reasonOf(error),
  };
  try {
    write(JSON.stringify(event));
  } catch {
    // A full disk must not lock everybody out.
  }
}

function shortHash(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** Entra's number says what happened. Its message, and everybody else's, may carry the request. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return /AADSTS\d+/.exec(message)?.[0] ?? "unexpected error";
}
