import { authenticate, deriveAuthenticationKeys, verifyAuthentic } from "./authenticate.ts";
import type { KeyRing } from "./key-ring.ts";
import { kindOf, type RefusedRecord, refusalReasons, unknownKeyError } from "./refused-record.ts";
import type { Store } from "./store.ts";

/** A store whose records only this server can write. It has no method that lists all records. */
export type AuthenticStore = Omit<Store, "records">;

/**
 * For records that contain no secret but decide something: whose session it is, which roles it has. They stay
 * readable. A tag (HMAC-SHA-256, 128 bits) shows that this server wrote them. Its key is derived from the key
 * ring, and it includes the record's own key. So an attacker who can write to the database cannot change a
 * record, forge one, or replace one record with another.
 *
 * A record with a wrong tag is reported and counts as missing: the user signs in again, and no error is
 * thrown. A record whose key is not in the ring is a StoreError: this is the operator's mistake, and the
 * operator can correct it.
 *
 * Not covered: an attacker can delete a record, and can put back an older record under the same key, which is
 * valid until the expiry in its own text. So a record that must not come back needs an expiry in its text.
 *
 * @example
 * ```ts
 * const authentic = createAuthenticatingStore(inner, ring);
 * await authentic.set("session:1", "roles=Auditor", 60);
 * await inner.set("session:2", (await inner.get("session:1")) ?? "", 60); // put into another's place
 * expect(await authentic.get("session:2")).toBeUndefined();
 * ```
 */
export function createAuthenticatingStore(
  inner: AuthenticStore,
  ring: KeyRing,
  onRefused: (refused: RefusedRecord) => void = () => undefined,
): AuthenticStore {
  const keys = deriveAuthenticationKeys(ring);
  // A record changes from an older key to the newest, never back. So a reader that asks in this order finds
  // it.
  const oldestFirst = [...keys.byId.values()].toReversed();
  const textIfGenuine = (key: string, record: string | undefined): string | undefined => {
    if (record === undefined) return undefined;
    const verified = verifyAuthentic(keys, key, record);
    if (verified.outcome === "genuine") return verified.text;
    onRefused({ kind: kindOf(key), reason: refusalReasons[verified.outcome] });
    if (verified.outcome === "unknown_key") throw unknownKeyError();
    return undefined;
  };
  return {
    get: async (key) => textIfGenuine(key, await inner.get(key)),
    set: async (key, text, ttlSeconds) => inner.set(key, authenticate(keys.newest, key, text), ttlSeconds),
    take: async (key) => textIfGenuine(key, await inner.take(key)),
    compareAndSet: async (key, expected, text, ttlSeconds) => {
      const record = authenticate(keys.newest, key, text);
      if (expected === undefined) return inner.compareAndSet(key, undefined, record, ttlSeconds);
      for (const writtenWith of oldestFirst) {
        const before = authenticate(writtenWith, key, expected);
        if (await inner.compareAndSet(key, before, record, ttlSeconds)) return true;
      }
      return false;
    },
    delete: async (key) => inner.delete(key),
    close: async () => inner.close(),
  };
}
