export interface Waiting {
  sleep: (milliseconds: number) => Promise<void>;
  random: () => number;
  now: () => number;
}

export class ThrottledError extends Error {
  override readonly name = "ThrottledError";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Too many requests. Come back in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const plan = [500, 2_000, 8_000];

/** Goes down the plan of waits by calling itself with what is left of it. */
export async function callWithBackOff(
  send: () => Promise<Response>,
  waiting: Waiting,
  left: readonly number[] = plan,
  waited = 0,
): Promise<Response> {
  const response = await send();
  if (![429, 503].includes(response.status)) return response;
  const [planned, ...rest] = left;
  const header = response.headers.get("retry-after") ?? "";
  const seconds = header === "" ? Number.NaN : Number(header);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - waiting.now() : seconds * 1_000;
  const wait = Number.isNaN(milliseconds) ? (planned ?? 8_000) * (1 + waiting.random()) : milliseconds;
  if (planned === undefined || waited + wait > 45_000) throw new ThrottledError(Math.ceil(wait / 1_000));
  await waiting.sleep(Math.max(wait, 0));
  return callWithBackOff(send, waiting, rest, waited + wait);
}

export interface ProfileCache<Profile> {
  get(userId: string): Promise<Profile>;
  forget(userId: string): void;
}

/** Keeps promises rather than profiles, so that calls at the same time share one request. */
export function createProfileCache<Profile>(
  load: (userId: string) => Promise<Profile>,
  now: () => number,
): ProfileCache<Profile> {
  const entries: Record<string, [since: number, profile: Promise<Profile>]> = Object.create(null);
  const isFresh = (userId: string): boolean => now() - (entries[userId]?.[0] ?? -Infinity) < 300_000;
  return {
    async get(userId) {
      const known = entries[userId];
      if (known !== undefined && isFresh(userId)) return known[1];
      const profile = load(userId);
      entries[userId] = [now(), profile];
      profile.catch(() => {
        if (entries[userId]?.[1] === profile) delete entries[userId];
      });
      return profile;
    },
    forget(userId) {
      delete entries[userId];
    },
  };
}
