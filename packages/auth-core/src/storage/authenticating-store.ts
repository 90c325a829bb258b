import { authenticate, deriveAuthenticationKeys, verifyAuthentic } from "./authenticate.ts";
import type { KeyRing } from "./key-ring.ts";
import { kindOf, type RefusedRecord, refusalReasons, unknownKeyError } from "./refused-record.ts";
import type { Store } from "./store.ts";

/** A store whose records only this server can write. Listing them all is left to who maintains the store. */
export type AuthenticStore = Omit<Store, "records">;

/**
 * For records that hold no secret but decide something: whose session it is, which roles it has. They stay readable; that they
 * are ours is vouched for by a tag under a key that is derived from the ring's (HMAC-SHA-256, 128 bits), with the record's
 * own key bound to it. So an attacker who can write to the database can neither change a record, nor make one up, nor put one in the
 * place of another.
 *
 * A record that fails is reported, and counts as none: it leads to a new sign-in and never to an error. One under a key that is not
 * in the ring is a StoreError: the operator's mistake, and to be undone.
 *
 * Not covered, since the store is all that there is to ask: deleting a record, and putting an older one back into its own place, for as
 * long as that one itself says that it is good. What must not come back from there needs an end of its own, in its text.
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
  // A record moves from an older key to the newest, never back: a reader that asks in this order does not miss it.
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
