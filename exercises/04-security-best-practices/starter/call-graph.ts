export interface Waiting {
  sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Microsoft Graph wants us to wait longer than a tool should. */
export class ThrottledError extends Error {
  override readonly name = "ThrottledError";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Microsoft Graph is throttling. Try again in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Sends a request; when the service is throttling (429) or overloaded (503), again when it says so. @throws ThrottledError */
export async function callWithBackOff(send: () => Promise<Response>, waiting: Waiting): Promise<Response> {
  // TODO 4.5: wait as long as Retry-After says. Without it, wait longer each time, with a random part. Give up before the waits are a minute in all.
  return send();
}

export interface ProfileCache<Profile> {
  get(userId: string): Promise<Profile>;
  /** When a user has signed out, or their roles have changed. */
  forget(userId: string): void;
}

/** Each user's profile, read at most once in five minutes, also by calls at the same time. */
export function createProfileCache<Profile>(
  load: (userId: string) => Promise<Profile>,
  now: () => number,
): ProfileCache<Profile> {
  // TODO 4.5: keep what was read, for its user only. Think of a read that fails, and of `forget` while a read is under way.
  return { get: load, forget: () => undefined };
}
