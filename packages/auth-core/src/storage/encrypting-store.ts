import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { StoreError } from "../errors/errors.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Store } from "./store.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts every value on its way into `inner`, with AES-256-GCM under the newest key of the ring.
 *
 * The record's key is bound as associated data, so that whoever can write to the database cannot move user A's record to
 * user B's place. A record that was tampered with, moved, cut or written under an unknown key is a StoreError, never
 * half-read. Not covered: deleting records, and putting an older value back in its own place.
 *
 * `compareAndSet` is left out on purpose: each encryption of a value differs, so there is nothing to compare.
 */
export function createEncryptingStore(inner: Store, ring: KeyRing): Omit<Store, "compareAndSet"> {
  const open = (key: string, sealed: string | undefined): string | undefined =>
    sealed === undefined ? undefined : unseal(ring, key, sealed);
  return {
    get: async (key) => open(key, await inner.get(key)),
    set: async (key, value, ttlSeconds) => inner.set(key, seal(ring, key, value), ttlSeconds),
    take: async (key) => open(key, await inner.take(key)),
    delete: async (key) => inner.delete(key),
    close: async () => inner.close(),
  };
}

/** `keyId.base64url(iv | tag | ciphertext)`: the key id stands outside, so that keys can be rotated. */
function seal(ring: KeyRing, recordKey: string, value: string): string {
  // A random 96-bit IV a record: fresh each time, since GCM with a repeated IV gives its key stream away.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, ring.newest.key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(recordKey));
  const ciphertext = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return `${ring.newest.id}.${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url")}`;
}

function unseal(ring: KeyRing, recordKey: string, sealed: string): string {
  const separator = sealed.indexOf(".");
  const id = sealed.slice(0, Math.max(separator, 0));
  const entry = ring.byId.get(id);
  if (entry === undefined) {
    throw new StoreError(
      "A record was written under a key that is not in SESSION_ENCRYPTION_KEYS. Put the old key back behind the new one until its sessions have ended.",
    );
  }
  const bytes = Buffer.from(sealed.slice(separator + 1), "base64url");
  try {
    const decipher = createDecipheriv(algorithm, entry, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(recordKey));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
      "utf8",
    );
  } catch (error) {
    throw new StoreError(
      "A record failed its integrity check: it was altered, cut or moved. It was not used.",
      {
        cause: error,
      },
    );
  }
}
