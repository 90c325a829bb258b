/** A map that deletes its oldest entry at `limit`: the mock may run for a whole workshop day. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  values(): Value[];
  clear(): void;
}

export function createBoundedMap<Value>(limit = 10_000): BoundedMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => {
      entries.delete(key);
    },
    values: () => [...entries.values()],
    clear: () => {
      entries.clear();
    },
  };
}
