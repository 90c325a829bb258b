import { type Store, StoreError } from "@mcp-entra/auth-core";

/** A store that can be made to fail. For a server, this looks like the end of its process or of Redis. */
export interface FragileStore extends Store {
  /** The store does this many more writes. All later ones fail. */
  dieAfter(writes: number): void;
  revive(): void;
  /** Whether a write has failed since then. */
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
