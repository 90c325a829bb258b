// Mistake: Keeps the promise of a profile, also when it is broken.
// Caught by: [4.5] reads a profile again when it could not be read
// An attacker: gains nothing; one read that fails shuts a user out for five minutes.
// Hint: Keep a profile once it has been read, or take the failed promise out.
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

const attempts = 4;
/** A tool that waits longer than this has been given up by whoever called it. */
const longestWaitMs = 60_000;

/** Sends a request; when the service is throttling (429) or overloaded (503), again when it says so. @throws ThrottledError */
export async function callWithBackOff(send: () => Promise<Response>, waiting: Waiting): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    if (response.status !== 429 && response.status !== 503) return response;
    const wait = askedFor(response, waiting.now()) ?? backOff(attempt, waiting.random());
    if (attempt === attempts || wait > longestWaitMs) throw new ThrottledError(Math.ceil(wait / 1_000));
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

/** Longer each time, and by chance: servers that were refused together must not come back together. */
function backOff(attempt: number, random: number): number {
  return 1_000 * 2 ** (attempt - 1) * (0.5 + random / 2);
}

export interface ProfileCache<Profile> {
  get(userId: string): Promise<Profile>;
  /** When somebody has signed out, or their roles have changed. */
  forget(userId: string): void;
}

const cacheMs = 5 * 60_000;

/** Each user's profile, read at most once in five minutes. */
export function createProfileCache<Profile>(
  load: (userId: string) => Promise<Profile>,
  now: () => number,
): ProfileCache<Profile> {
  const profiles = new Map<string, { profile: Promise<Profile>; until: number }>();
  return {
    get: async (userId) => {
      const known = profiles.get(userId);
      if (known !== undefined && known.until > now()) return known.profile;
      const profile = load(userId);
      profiles.set(userId, { profile, until: now() + cacheMs });
      return profile;
    },
    forget: (userId) => void profiles.delete(userId),
  };
}
