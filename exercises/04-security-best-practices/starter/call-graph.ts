export interface Waiting {
  sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Microsoft Graph demands a longer wait than a tool may take. */
export class ThrottledError extends Error {
  override readonly name = "ThrottledError";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Microsoft Graph is throttling. Try again in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Sends a request. If the service is throttling (429) or overloaded (503), it sends it again later. @throws ThrottledError */
export async function callWithBackOff(send: () => Promise<Response>, waiting: Waiting): Promise<Response> {
  // TODO 4.5: wait as long as Retry-After says. Without it, wait longer each time, with a random part. Throw if the sum gets over a minute.
  return send();
}

export interface ProfileCache<Profile> {
  get(userId: string): Promise<Profile>;
  /** Call it when a user has signed out, or when their roles have changed. */
  forget(userId: string): void;
}

/** Each user's profile, read at most once in five minutes, also by calls at the same time. */
export function createProfileCache<Profile>(
  load: (userId: string) => Promise<Profile>,
  now: () => number,
): ProfileCache<Profile> {
  // TODO 4.5: keep each profile, for its user only. A read can fail, and `forget` can come during a read.
  return { get: load, forget: () => undefined };
}
