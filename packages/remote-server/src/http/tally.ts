/** How many of something there are, by key. */
export interface Tally {
  of(key: string): number;
  add(key: string, change: 1 | -1): void;
}

/** @param counts where they are kept: nothing stays there of a key that has none, so that it does not grow with all who ever came. */
export function createTally(counts: Map<string, number> = new Map()): Tally {
  return {
    of: (key) => counts.get(key) ?? 0,
    add: (key, change) => {
      const count = (counts.get(key) ?? 0) + change;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    },
  };
}
