/** Mutual exclusion in this process: one holder at a time, in the order of their requests. */
export interface Mutex {
  /** Resolves when all earlier callers have called `unlock`. */
  lock(): Promise<void>;
  unlock(): void;
}

export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  let isLocked = false;
  return {
    lock: async () => {
      if (!isLocked) {
        isLocked = true;
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      await promise;
    },
    unlock: () => {
      const next = waiting.shift();
      if (next === undefined) isLocked = false;
      else next();
    },
  };
}
