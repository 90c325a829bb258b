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
  // TODO 4.6: one JSON line with time, event, outcome, client, user, session (a short hash) and reason.
  write(`sign-in: ${attempt.clientId}`);
}
