/**
 * All state of a server, behind one small interface: a record is a string under a key, and it always has an end.
 *
 * Every implementation promises the same (`test/store-contract.ts` is run against each):
 * - an expired record is gone, whether or not anything has deleted it yet;
 * - `take` gives a record to exactly one of any number of concurrent callers;
 * - `compareAndSet` lets exactly one of them win.
 *
 * @throws StoreError from every method when the store cannot be reached.
 */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** Writes or overwrites. @param ttlSeconds after which the record is gone; more than 0. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Reads and deletes in one step: for state, codes and everything else that may be used once. */
  take(key: string): Promise<string | undefined>;
  /** Writes only if the record still holds `expected`; undefined: only if there is none. @returns whether it did. */
  compareAndSet(
    key: string,
    expected: string | undefined,
    value: string,
    ttlSeconds: number,
  ): Promise<boolean>;
  delete(key: string): Promise<void>;
  /**
   * All live records, one after the other, in no order; for maintenance. What is written meanwhile may be missing or come in
   * its old or its new form; a record that is neither written nor deleted meanwhile comes at least once.
   */
  records(): AsyncIterable<StoredRecord>;
  close(): Promise<void>;
}

export interface StoredRecord {
  key: string;
  value: string;
  /** How long it still has. */
  ttlSeconds: number;
}

/** A store whose values are encrypted: what a caller compares with never equals what is stored, so it has no compare-and-set. */
export type SealedStore = Omit<Store, "compareAndSet" | "records">;

/** A store whose records can be changed in one step. */
export interface UpdatableStore extends SealedStore {
  /**
   * Reads, changes and writes in one step: of two callers at the same time, the second one sees what the first one wrote.
   *
   * @param change gets what is there; may be called several times. Returning undefined leaves the record as it is.
   */
  update(key: string, change: (value: string | undefined) => Update | undefined): Promise<void>;
}

interface Update {
  value: string;
  ttlSeconds: number;
}

/** Milliseconds since the epoch; injected, so that tests move time instead of waiting for it. */
export type Now = () => number;
