import { hashToken, type Now, type Store } from "@mcp-entra/auth-core";
import type { Store as RateLimitStore } from "express-rate-limit";

/** What express-rate-limit counts in, and what it does not need: a look without counting. */
interface CountStore extends RateLimitStore {
  hits(key: string): number;
}

/** Makes what express-rate-limit counts in, for one limit. @param name tells its counts from those of another */
export type RequestCounts = (name: string, limited: Limited) => CountStore;

/** So many requests in so long. */
interface Limited {
  limit: number;
  windowMs: number;
}

export interface RequestCountsOptions {
  now: Now;
  /** Where several instances add up what each has counted; undefined: this one is alone. */
  shared: SharedStore | undefined;
}

type SharedStore = Pick<Store, "get" | "compareAndSet">;

interface Count {
  /** By all instances, as far as this one has heard. */
  known: number;
  /** By this one, and not yet told to the others. */
  own: number;
  /** When this one last began to tell them, and how many have come since. */
  toldAt: number;
  since: number;
  isTelling: boolean;
}

/** How far behind an instance may be, in time and in parts of the limit: what that costs is a few requests more. */
const tellEveryMs = 1_000;
const tellEveryPart = 20;
const attempts = 5;
/** In one window: so many addresses, or users. A caller with more addresses than that begins anew, after as many requests. */
const mostKeys = 100_000;

/**
 * Counts for express-rate-limit that several instances share without a request ever waiting for the store: each counts by
 * itself and adds its share once a second, and also when it is a twentieth of the limit: a burst that is over within the
 * second must not get the whole limit from each instance. Without the store they go on, each by itself.
 *
 * Windows begin at the same moment everywhere, since all instances count from the epoch.
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
    // One at a time: two at once would both add the same share.
    if (shared === undefined || count.isTelling) return;
    if (now() - count.toldAt < tellEveryMs && count.since < tellEveryHits) return;
    Object.assign(count, { toldAt: now(), since: 0, isTelling: true });
    const record = `count:${name}:${window}:${hashToken(key)}`;
    // A store that is away is found out by those who need it; limits are kept by each instance alone until it is back.
    void addUp(record, count, shared, (2 * windowMs) / 1_000)
      .catch(() => undefined)
      .finally(() => (count.isTelling = false));
  };

  return {
    localKeys: shared === undefined,
    prefix: name,
    increment: (key) => {
      const current = Math.floor(now() / windowMs);
      // Nothing is kept of a window that is over.
      if (current !== window) [window, counts] = [current, new Map()];
      const count = counts.get(key) ?? newCount();
      counts.set(key, count);
      // An attacker who has a whole IPv6 network of networks must not fill the memory with counts.
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
