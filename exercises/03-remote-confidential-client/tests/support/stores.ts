import { createMemoryStore, type Store } from "@mcp-entra/auth-core";

/** A store that shows what has been written into it, keys and values: what a thief finds in a stolen database. */
export function openStore(): { store: Store; written: () => string } {
  const texts: string[] = [];
  const store = createMemoryStore();
  return {
    store: {
      ...store,
      set: async (key, value, seconds) => {
        texts.push(key, value);
        await store.set(key, value, seconds);
      },
      compareAndSet: async (key, expected, value, seconds) => {
        texts.push(key, value);
        return store.compareAndSet(key, expected, value, seconds);
      },
    },
    written: () => texts.join("\n"),
  };
}

/** @returns a function that puts the store back to how it is now: so a test can try one code several times. */
export async function keepRecords(store: Store): Promise<() => Promise<void>> {
  const kept = await Array.fromAsync(store.records());
  return async () => {
    for (const { key } of await Array.fromAsync(store.records())) await store.delete(key);
    for (const { key, value, ttlSeconds } of kept) await store.set(key, value, ttlSeconds);
  };
}

/**
 * A store in which the requests of `together` meet: each of their reads waits for a read of the same record by another one. So no
 * request is finished before the other has begun, at any speed of the machine.
 */
export function meetingStore(): {
  store: Store;
  /** The kinds of records, such as “code”, whose `set` nothing has waited for. */
  notAwaited: () => string[];
  /** Runs these requests at the same time, and gives their answers in this order. */
  together: <Answer>(requests: readonly Promise<Answer>[]) => Promise<Answer[]>;
} {
  const store = createMemoryStore();
  const waiting = new Map<string, () => void>();
  const written = new Set<string>();
  let running = 0;
  const releaseAll = (): void => {
    for (const release of waiting.values()) release();
    waiting.clear();
  };
  const other = async (key: string): Promise<void> => {
    if (running < 2) return;
    const first = waiting.get(key);
    waiting.delete(key);
    if (first !== undefined) return first();
    await new Promise<void>((resolve) => {
      waiting.set(key, resolve);
      // Each of them waits, and none for the same record.
      if (waiting.size >= running) releaseAll();
    });
  };
  return {
    store: {
      ...store,
      set: (key, value, seconds) => {
        written.add(key);
        return toldWhenAwaited(store.set(key, value, seconds), () => void written.delete(key));
      },
      get: async (key) => {
        await other(key);
        return store.get(key);
      },
      take: async (key) => {
        await other(key);
        return store.take(key);
      },
    },
    notAwaited: () => [...new Set([...written].map((key) => key.split(":")[0] ?? key))],
    together: async (requests) => {
      running = requests.length;
      const end = (): void => {
        running -= 1;
        releaseAll();
      };
      return Promise.all(requests.map(async (request) => request.finally(end)));
    },
  };
}

/** The same promise, seen through an object of our own: a real promise would not tell that it is awaited. */
function toldWhenAwaited(promise: Promise<void>, tell: () => void): Promise<void> {
  return new Proxy(promise, {
    get: (target, name) => {
      tell();
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
