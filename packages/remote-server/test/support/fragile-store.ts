import { type Store, StoreError } from "@mcp-entra/auth-core";

/** A store that can be made to die, as it looks to a server whose process or whose Redis does. */
export interface FragileStore extends Store {
  /** So many more writes are carried out. The next one, and all that comes after it, fails. */
  dieAfter(writes: number): void;
  revive(): void;
  /** Whether it has died since it was told to. */
  hasDied(): boolean;
}

export function createFragileStore(inner: Store): FragileStore {
  let writesLeft = Number.POSITIVE_INFINITY;
  let isDead = false;
  const requireLife = (): void => {
    if (isDead) throw new StoreError("The store is away.");
  };
  const countWrite = (): void => {
    if (writesLeft <= 0) isDead = true;
    requireLife();
    writesLeft -= 1;
  };
  return {
    get: async (key) => {
      requireLife();
      return inner.get(key);
    },
    set: async (...write) => {
      countWrite();
      return inner.set(...write);
    },
    take: async (key) => {
      countWrite();
      return inner.take(key);
    },
    compareAndSet: async (...write) => {
      countWrite();
      return inner.compareAndSet(...write);
    },
    delete: async (key) => {
      countWrite();
      return inner.delete(key);
    },
    records: () => inner.records(),
    close: async () => inner.close(),
    dieAfter: (writes) => void (writesLeft = writes),
    revive: () => {
      writesLeft = Number.POSITIVE_INFINITY;
      isDead = false;
    },
    hasDied: () => isDead,
  };
}
