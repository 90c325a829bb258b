import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface TokenVault {
  /** @param recordKey under which the sealed text will be stored. */
  seal(recordKey: string, text: string): string;
  /** @returns undefined for a text that was changed, moved from another record, or sealed with another key. */
  open(recordKey: string, sealed: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts Entra's token cache, so that a thief of the database cannot read it.
 *
 * @param key 32 bytes. @throws Error for a key of another length.
 */
export function createTokenVault(key: Uint8Array): TokenVault {
  if (key.length !== 32) throw new Error("The key must be 32 bytes long.");
  return {
    seal: (recordKey, text) => {
      // New each time: with AES-GCM and one nonce for two texts, an attacker can compute both.
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      // Bound to the record's key, so that one user's record does not open in another's.
      cipher.setAAD(Buffer.from(recordKey));
      const sealed = [cipher.update(text, "utf8"), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString("base64url");
    },
    open: (recordKey, sealed) => {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(recordKey));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return (
          decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8")
        );
      } catch {
        return undefined;
      }
    },
  };
}
