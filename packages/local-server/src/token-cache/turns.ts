/** One at a time, in the order in which they came. */
export interface Turns {
  /** Resolves when everybody who came before has called `pass`. */
  take(): Promise<void>;
  pass(): void;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    take: async () => {
      if (!isTaken) {
        isTaken = true;
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      await promise;
    },
    pass: () => {
      const next = waiting.shift();
      if (next === undefined) isTaken = false;
      else next();
    },
  };
}
