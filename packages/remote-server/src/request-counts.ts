import { hashToken, type Now, type Store } from "@mcp-entra/auth-core";
import type { Store as CountStore } from "express-rate-limit";

/** Makes what express-rate-limit counts in. @param name tells the counts of one limit from those of another */
export type RequestCounts = (name: string, windowMs: number) => CountStore;

export interface RequestCountsOptions {
  now: Now;
  /** Where several instances add up what each has counted; undefined: this one is alone. */
  shared: Pick<Store, "get" | "compareAndSet"> | undefined;
}

interface Count {
  /** By all instances, as far as this one has heard. */
  known: number;
  /** By this one, and not yet told to the others. */
  own: number;
  /** When the two were last put together. */
  toldAt: number;
}

/** How far behind an instance may be: what that costs is a few requests more, and one question to the store. */
const tellEveryMs = 1_000;
const attempts = 5;

/**
 * Counts for express-rate-limit that several instances share without a request ever waiting for the store: each counts by
 * itself and adds its share once a second. Without the store they go on, each by itself.
 *
 * Windows begin at the same moment everywhere, since all instances count from the epoch.
 */
export function createRequestCounts(options: RequestCountsOptions): RequestCounts {
  return (name, windowMs) => createCountStore(name, windowMs, options);
}

function createCountStore(name: string, windowMs: number, { now, shared }: RequestCountsOptions): CountStore {
  let window = 0;
  let counts = new Map<string, Count>();

  const tell = async (key: string, count: Count): Promise<void> => {
    if (shared === undefined) return;
    const record = `count:${name}:${window}:${hashToken(key)}`;
    count.toldAt = now();
    const share = count.own;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const before = await shared.get(record);
      const total = Number(before ?? 0) + share;
      if (await shared.compareAndSet(record, before, String(total), (2 * windowMs) / 1_000)) {
        count.known = total;
        count.own -= share;
        return;
      }
    }
  };

  return {
    localKeys: shared === undefined,
    prefix: name,
    increment: (key) => {
      const current = Math.floor(now() / windowMs);
      // Nothing is kept of a window that is over.
      if (current !== window) [window, counts] = [current, new Map()];
      const count = counts.get(key) ?? { known: 0, own: 0, toldAt: Number.NEGATIVE_INFINITY };
      counts.set(key, count);
      count.own += 1;
      const totalHits = count.known + count.own;
      // A store that is away is found out by those who need it; limits are kept by each instance alone until it is back.
      if (now() - count.toldAt >= tellEveryMs) void tell(key, count).catch(() => undefined);
      return { totalHits, resetTime: new Date((current + 1) * windowMs) };
    },
    decrement: (key) => {
      const count = counts.get(key);
      if (count !== undefined) count.own -= 1;
    },
    resetKey: (key) => void counts.delete(key),
  };
}
