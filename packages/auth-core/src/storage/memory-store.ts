import type { Now, Store } from "./store.ts";

interface MemoryRecord {
  value: string;
  expiresAt: number;
}

/**
 * An expired record is deleted when it is read. After a number of writes, all expired records are deleted, so
 * that the map does not grow.
 */
const writesBetweenSweeps = 1_000;

/**
 * A store in memory, which is lost when the process ends.
 *
 * @example
 * ```ts
 * const store = createMemoryStore(() => time);
 * await store.set("code:1", "for Ada", 60);
 * expect(await store.take("code:1")).toBe("for Ada");
 * expect(await store.take("code:1")).toBeUndefined();
 * ```
 */
export function createMemoryStore(now: Now = () => Date.now()): Store {
  const records = new Map<string, MemoryRecord>();
  let writes = 0;

  const live = (key: string): string | undefined => {
    const record = records.get(key);
    if (record === undefined || record.expiresAt > now()) return record?.value;
    records.delete(key);
    return undefined;
  };
  const write = (key: string, value: string, ttlSeconds: number): void => {
    records.set(key, { value, expiresAt: now() + ttlSeconds * 1_000 });
    writes += 1;
    if (writes % writesBetweenSweeps === 0) for (const each of records.keys()) live(each);
  };

  // There is no await between a read and its write below. This makes `take` and `compareAndSet` atomic.
  return {
    get: async (key) => live(key),
    set: async (key, value, ttlSeconds) => write(key, value, ttlSeconds),
    take: async (key) => {
      const value = live(key);
      records.delete(key);
      return value;
    },
    compareAndSet: async (key, expected, value, ttlSeconds) => {
      if (live(key) !== expected) return false;
      write(key, value, ttlSeconds);
      return true;
    },
    delete: async (key) => void records.delete(key),
    records: async function* all() {
      for (const [key, { value, expiresAt }] of records) {
        if (expiresAt > now()) yield { key, value, ttlSeconds: (expiresAt - now()) / 1_000 };
      }
    },
    close: async () => records.clear(),
  };
}
