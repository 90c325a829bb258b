/** Counts things by key. */
export interface Tally {
  of(key: string): number;
  add(key: string, change: 1 | -1): void;
}

/**
 * @param counts the map with the counts. A key with the count 0 is deleted, so that the map does not grow
 * with every caller.
 */
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
