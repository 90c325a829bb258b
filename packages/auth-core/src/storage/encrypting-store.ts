import { StoreError } from "../errors/errors.ts";
import type { KeyRing } from "./key-ring.ts";
import { kindOf, type RefusedRecord, refusalReasons, unknownKeyError } from "./refused-record.ts";
import { seal, unseal } from "./seal.ts";
import type { Store, UpdatableStore } from "./store.ts";

/** If an attempt fails, another writer was faster. */
const mostAttempts = 100;

/**
 * Encrypts every value before it is written to `inner`, with AES-256-GCM and the newest key of the ring.
 *
 * The record's key is associated data, so that an attacker who can write to the database cannot move user A's
 * record to user B's place. A record that was changed, moved, cut or written with an unknown key is a
 * StoreError, and is never read in part. Not covered: an attacker can delete records, and can put back an
 * older value under the same key.
 *
 * There is no `compareAndSet`: each encryption of a value is different, so a caller cannot compare. `update`
 * uses it here, with the encrypted text.
 *
 * @example
 * ```ts
 * const sealed = createEncryptingStore(inner, ring);
 * await sealed.set("entra:1", "Entra's tokens", 60);
 * expect(await inner.get("entra:1")).not.toContain("tokens");
 * ```
 */
export function createEncryptingStore(
  inner: Store,
  ring: KeyRing,
  onRefused: (refused: RefusedRecord) => void = () => undefined,
): UpdatableStore {
  const openIfThere = (key: string, sealed: string | undefined): string | undefined => {
    if (sealed === undefined) return undefined;
    const unsealed = unseal((id) => ring.byId.get(id), key, sealed);
    if (unsealed.outcome === "opened") return unsealed.text;
    onRefused({ kind: kindOf(key), reason: refusalReasons[unsealed.outcome] });
    throw unsealed.outcome === "damaged" ? damagedError() : unknownKeyError();
  };
  return {
    get: async (key) => openIfThere(key, await inner.get(key)),
    set: async (key, value, ttlSeconds) => inner.set(key, seal(ring.newest, key, value), ttlSeconds),
    take: async (key) => openIfThere(key, await inner.take(key)),
    update: async (key, change) => {
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const sealed = await inner.get(key);
        const update = change(openIfThere(key, sealed));
        if (update === undefined) return;
        const { value, ttlSeconds } = update;
        if (await inner.compareAndSet(key, sealed, seal(ring.newest, key, value), ttlSeconds)) return;
      }
      throw new StoreError("Too many requests wrote the same record at the same time. Try again.");
    },
    delete: async (key) => inner.delete(key),
    close: async () => inner.close(),
  };
}

function damagedError(): StoreError {
  return new StoreError(
    "A record failed its integrity check: it was changed, cut or moved. It was not used.",
    {},
    "record_refused",
  );
}
