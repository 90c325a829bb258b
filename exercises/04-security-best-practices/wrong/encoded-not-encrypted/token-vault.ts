// Mistake: Encodes in place of encrypting, and adds a checksum.
// Caught by: [4.4] leaves nothing readable in the database
// An attacker: copies the database and is every user in it.
// Hint: Base64 is no encryption: createCipheriv.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface TokenVault {
  /** @param recordKey under which the sealed text will be stored. */
  seal(recordKey: string, text: string): string;
  /** @returns undefined for what was altered, moved from another record, or sealed with another key. */
  open(recordKey: string, sealed: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Keeps Entra's token cache unreadable for whoever gets the database.
 *
 * @param key 32 bytes. @throws Error for a key of another length.
 */
export function createTokenVault(key: Uint8Array): TokenVault {
  if (key.length !== 32) throw new Error("The key must be 32 bytes long.");
  return {
    seal: (recordKey, text) => {
      // New each time: with AES-GCM, one nonce used twice gives both texts away.
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      // Bound to its place, so that one user's record does not open in another's.
      cipher.setAAD(Buffer.from(recordKey));
      cipher.update(text, "utf8");
      cipher.final();
      const sealed = [Buffer.from(text)];
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
        const text = bytes.subarray(nonceBytes + tagBytes).toString("utf8");
        const cipher = createCipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        cipher.setAAD(Buffer.from(recordKey));
        cipher.update(text, "utf8");
        cipher.final();
        const isWhole = cipher.getAuthTag().equals(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return isWhole ? text : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
