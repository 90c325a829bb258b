import { hashToken, type Now, type Store } from "@mcp-entra/auth-core";
import type { Store as RateLimitStore } from "express-rate-limit";

/** The store interface of express-rate-limit, with one more method: to read without counting. */
interface CountStore extends RateLimitStore {
  hits(key: string): number;
}

/**
 * Makes the counter of one limit for express-rate-limit. @param name distinguishes its counts from those of
 * another limit
 */
export type RequestCounts = (name: string, limited: Limited) => CountStore;

/** The number of requests, and the length of the window. */
interface Limited {
  limit: number;
  windowMs: number;
}

export interface RequestCountsOptions {
  now: Now;
  /** The store in which several instances add up their counts; undefined: there is one instance. */
  shared: SharedStore | undefined;
}

type SharedStore = Pick<Store, "get" | "compareAndSet">;

interface Count {
  /** The count of all instances, as this one last read it. */
  known: number;
  /** The count of this instance that is not in the store yet. */
  own: number;
  /** When this instance last began to write its count, and the number of requests since then. */
  toldAt: number;
  since: number;
  isTelling: boolean;
}

/**
 * How old an instance's knowledge may be, in time and in parts of the limit. This allows a few requests more.
 */
const tellEveryMs = 1_000;
const tellEveryPart = 20;
const attempts = 5;
/**
 * The maximum number of addresses or users in one window. A caller with more addresses is counted from zero
 * again, but only after that many requests.
 */
const mostKeys = 100_000;

/**
 * Counts for express-rate-limit that several instances share. A request never waits for the store. Each
 * instance counts by itself, and adds its count once a second, and also after a twentieth of the limit: a
 * short burst must not get the whole limit from each instance. Without the store, each instance continues
 * alone.
 *
 * Windows begin at the same moment on all instances, because they are counted from the epoch.
 */
export function createRequestCounts(options: RequestCountsOptions): RequestCounts {
  return (name, limited) => createCountStore(name, limited, options);
}

function createCountStore(
  name: string,
  { limit, windowMs }: Limited,
  { now, shared }: RequestCountsOptions,
): CountStore {
  const tellEveryHits = Math.max(1, Math.floor(limit / tellEveryPart));
  let window = 0;
  let counts = new Map<string, Count>();

  const tellIfDue = (key: string, count: Count): void => {
    // One at a time: two at once would add the same count twice.
    if (shared === undefined || count.isTelling) return;
    if (now() - count.toldAt < tellEveryMs && count.since < tellEveryHits) return;
    Object.assign(count, { toldAt: now(), since: 0, isTelling: true });
    const record = `count:${name}:${window}:${hashToken(key)}`;
    // Other code reports a store that fails. Until it is back, each instance applies the limits alone.
    void addUp(record, count, shared, (2 * windowMs) / 1_000)
      .catch(() => undefined)
      .finally(() => (count.isTelling = false));
  };

  return {
    localKeys: shared === undefined,
    prefix: name,
    increment: (key) => {
      const current = Math.floor(now() / windowMs);
      // The counts of a past window are deleted.
      if (current !== window) [window, counts] = [current, new Map()];
      const count = counts.get(key) ?? newCount();
      counts.set(key, count);
      // An attacker with very many IPv6 networks must not fill the memory with counts.
      if (counts.size > mostKeys) counts.delete(firstOf(counts));
      count.own += 1;
      count.since += 1;
      const totalHits = count.known + count.own;
      tellIfDue(key, count);
      return { totalHits, resetTime: new Date((current + 1) * windowMs) };
    },
    hits: (key) => {
      const count = Math.floor(now() / windowMs) === window ? counts.get(key) : undefined;
      return count === undefined ? 0 : count.known + count.own;
    },
    decrement: (key) => {
      const count = counts.get(key);
      if (count !== undefined) count.own -= 1;
    },
    resetKey: (key) => void counts.delete(key),
  };
}

async function addUp(record: string, count: Count, store: SharedStore, ttlSeconds: number): Promise<void> {
  const share = count.own;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await store.get(record);
    const total = Number(before ?? 0) + share;
    if (await store.compareAndSet(record, before, String(total), ttlSeconds)) {
      count.known = total;
      count.own -= share;
      return;
    }
  }
}

/** A Map keeps the order in which its keys came. */
function firstOf(counts: ReadonlyMap<string, Count>): string {
  const [first = ""] = counts.keys();
  return first;
}

function newCount(): Count {
  return { known: 0, own: 0, toldAt: Number.NEGATIVE_INFINITY, since: 0, isTelling: false };
}
