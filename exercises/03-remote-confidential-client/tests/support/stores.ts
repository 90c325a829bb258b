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

/** How long a read waits for another one of the same record; on a busy machine the second request may come late. */
const patienceMilliseconds = 2_000;

/**
 * A store in which, after `meet`, two readers of a record meet: each read waits for the second one. So of two requests at the same
 * time, none is done before the other has begun, on the fastest machine too.
 */
export function meetingStore(): { store: Store; meet: () => void } {
  const store = createMemoryStore();
  let isMeeting = false;
  const waiting = new Map<string, () => void>();
  const other = async (key: string): Promise<void> => {
    if (!isMeeting) return;
    const first = waiting.get(key);
    if (first !== undefined) {
      waiting.delete(key);
      first();
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(key);
        resolve();
      }, patienceMilliseconds);
      waiting.set(key, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  };
  return {
    store: {
      ...store,
      get: async (key) => {
        await other(key);
        return store.get(key);
      },
      take: async (key) => {
        await other(key);
        return store.take(key);
      },
    },
    meet: () => {
      isMeeting = true;
    },
  };
}
