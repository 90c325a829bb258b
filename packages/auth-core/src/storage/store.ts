/**
 * All state of a server, with one small interface: a record is a string under a key, and it always expires.
 *
 * Every implementation has the same guarantees (`test/store-contract.ts` tests each):
 * - an expired record is never returned, also if it is not deleted yet;
 * - `take` gives a record to exactly one of any number of concurrent callers;
 * - `compareAndSet` succeeds for exactly one of them.
 *
 * @throws StoreError from every method if the store cannot be reached.
 */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** Writes or overwrites. @param ttlSeconds the record's lifetime; more than 0. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Reads and deletes in one step: for state, codes and other records that may be used once. */
  take(key: string): Promise<string | undefined>;
  /**
   * Writes only if the record still has the value `expected`; undefined: only if there is no record. @returns
   * whether it has written.
   */
  compareAndSet(
    key: string,
    expected: string | undefined,
    value: string,
    ttlSeconds: number,
  ): Promise<boolean>;
  delete(key: string): Promise<void>;
  /**
   * All records that have not expired, in no order; for maintenance. A record that is written meanwhile may
   * be missing, or may come with its old or new value. Every other record comes at least once.
   */
  records(): AsyncIterable<StoredRecord>;
  close(): Promise<void>;
}

export interface StoredRecord {
  key: string;
  value: string;
  /** The rest of its lifetime. */
  ttlSeconds: number;
}

/**
 * A store with encrypted values. A caller's value never equals the stored one, so there is no
 * compare-and-set.
 */
export type SealedStore = Omit<Store, "compareAndSet" | "records">;

/** A store whose records can be changed in one step. */
export interface UpdatableStore extends SealedStore {
  /**
   * Reads, changes and writes in one step: if two callers come at the same time, the second sees the value
   * that the first wrote.
   *
   * @param change gets the present value, and may be called several times. If it returns undefined, the
   * record is not changed.
   */
  update(key: string, change: (value: string | undefined) => Update | undefined): Promise<void>;
}

interface Update {
  value: string;
  ttlSeconds: number;
}

/** Milliseconds since the epoch. Injected, so that tests can change the time and do not have to wait. */
export type Now = () => number;
