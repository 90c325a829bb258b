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
  // TODO 4.6: one JSON line with time, event, outcome, client, user, session (a short hash) and reason.
  write(`sign-in: ${attempt.clientId}`);
}
