import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** A 32-byte key, and its id. */
export interface SealingKey {
  id: string;
  key: Buffer;
}

/** The result of opening a sealed text. A text is never read in part. */
export type Unsealed =
  | { outcome: "opened"; text: string }
  /** It was written with a key that is not in the ring. */
  | { outcome: "unknown_key" }
  /** It was changed, cut, or moved here from another place. */
  | { outcome: "damaged" };

/**
 * @param key 32 bytes.
 *
 * @example
 * ```ts
 * const key = toSealingKey(createKey());
 * ```
 */
export function toSealingKey(key: Buffer): SealingKey {
  return { id: keyId(key), key };
}

/**
 * Encrypts `text` with AES-256-GCM: `keyId.base64url(iv | tag | ciphertext)`. The key id is readable, so that
 * keys can be rotated.
 *
 * @param place where the text will be stored, as associated data. The text can be opened only there. So an
 * attacker who can write there cannot move user A's record to user B's place.
 *
 * @example
 * ```ts
 * const sealed = seal(key, "the place where it will stand", "a secret");
 * ```
 */
export function seal({ id, key }: SealingKey, place: string, text: string): string {
  // A new random 96-bit IV for each record: GCM with a repeated IV reveals its key stream.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${id}.${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url")}`;
}

/**
 * The reverse of {@link seal}. Not noticed: an older text that was put back into the same place.
 *
 * @example
 * ```ts
 * const findKey = (id: string) => (id === key.id ? key.key : undefined);
 * expect(unseal(findKey, "the place where it will stand", sealed)).toEqual({
 *   outcome: "opened",
 *   text: "a secret",
 * });
 * expect(unseal(findKey, "another place", sealed)).toEqual({ outcome: "damaged" });
 * ```
 */
export function unseal(findKey: (id: string) => Buffer | undefined, place: string, sealed: string): Unsealed {
  const separator = Math.max(sealed.indexOf("."), 0);
  const key = findKey(sealed.slice(0, separator));
  if (key === undefined) return { outcome: "unknown_key" };
  const bytes = Buffer.from(sealed.slice(separator + 1), "base64url");
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
    return { outcome: "opened", text: text.toString("utf8") };
  } catch {
    return { outcome: "damaged" };
  }
}

/** An id that distinguishes keys and reveals nothing about them. */
function keyId(key: Buffer): string {
  return createHash("sha256").update("key-id").update(key).digest("base64url").slice(0, 8);
}
