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

const attempts = 4;
/** The limit of the sum of all waits. After this time, most callers end the call. */
const longestWaitMs = 60_000;

/** Sends a request. If the service is throttling (429) or overloaded (503), it sends it again later. @throws ThrottledError */
export async function callWithBackOff(send: () => Promise<Response>, waiting: Waiting): Promise<Response> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    if (response.status !== 429 && response.status !== 503) return response;
    const wait = askedFor(response, waiting.now()) ?? backOff(attempt, waiting.random());
    waited += wait;
    // The sum, since three waits of 59 seconds are nearly three minutes.
    if (attempt === attempts || waited > longestWaitMs) throw new ThrottledError(Math.ceil(wait / 1_000));
    await waiting.sleep(wait);
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
function askedFor(response: Response, now: number): number | undefined {
  const value = response.headers.get("retry-after");
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

/** Exponential back-off with jitter: servers that were refused at the same time ask again at different times. */
function backOff(attempt: number, random: number): number {
  return 1_000 * 2 ** (attempt - 1) * (0.5 + random / 2);
}

export interface ProfileCache<Profile> {
  get(userId: string): Promise<Profile>;
  /** Call it when a user has signed out, or when their roles have changed. */
  forget(userId: string): void;
}

const cacheMs = 5 * 60_000;

/** Each user's profile, read at most once in five minutes, also by calls at the same time. */
export function createProfileCache<Profile>(
  load: (userId: string) => Promise<Profile>,
  now: () => number,
): ProfileCache<Profile> {
  // Promises: calls at the same time share one read, and `forget` also removes a read that has not ended.
  const reads = new Map<string, { profile: Promise<Profile>; until: number }>();
  return {
    get: async (userId) => {
      const known = reads.get(userId);
      if (known !== undefined && known.until > now()) return known.profile;
      const read = { profile: load(userId), until: now() + cacheMs };
      reads.set(userId, read);
      try {
        return await read.profile;
      } catch (error) {
        // Keeps no failure. Another read may have replaced this one in the meantime.
        if (reads.get(userId) === read) reads.delete(userId);
        throw error;
      }
    },
    forget: (userId) => void reads.delete(userId),
  };
}
