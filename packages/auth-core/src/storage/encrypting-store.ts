import { StoreError } from "../errors/errors.ts";
import type { KeyRing } from "./key-ring.ts";
import { kindOf, type RefusedRecord, refusalReasons, unknownKeyError } from "./refused-record.ts";
import { seal, unseal } from "./seal.ts";
import type { Store, UpdatableStore } from "./store.ts";

/** Each attempt that fails is one that another writer has won. */
const mostAttempts = 100;

/**
 * Encrypts every value on its way into `inner`, with AES-256-GCM under the newest key of the ring.
 *
 * The record's key is bound as associated data, so that an attacker who can write to the database cannot move user A's record to
 * user B's place. A record that was tampered with, moved, cut or written under an unknown key is a StoreError, never
 * half-read. Not covered: deleting records, and putting an older value back in its own place.
 *
 * `compareAndSet` is left out on purpose: each encryption of a value differs, so there is nothing to compare. `update` does
 * it here, with the encrypted text.
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
    "A record failed its integrity check: it was altered, cut or moved. It was not used.",
    {},
    "record_refused",
  );
}
