import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export interface TokenVault {
  seal(recordKey: string, text: string): string;
  open(recordKey: string, sealed: string): string | undefined;
}

/** Derives a key of its own for every text, from the record's key and a random salt; so the nonce may be fixed. */
export function createTokenVault(key: Uint8Array): TokenVault {
  if (key.byteLength !== 32) throw new RangeError("Expected a key of 32 bytes.");
  const keyFor = (recordKey: string, salt: Uint8Array) =>
    new Uint8Array(hkdfSync("sha256", key, salt, recordKey, 32));
  const fixed = Buffer.alloc(12);

  function seal(recordKey: string, text: string): string {
    const salt = randomBytes(32);
    const cipher = createCipheriv("chacha20-poly1305", keyFor(recordKey, salt), fixed, { authTagLength: 16 });
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return [salt, body, cipher.getAuthTag()].map((part) => part.toString("hex")).join(":");
  }

  function open(recordKey: string, sealed: string): string | undefined {
    try {
      const [salt, body, tag] = sealed.split(":").map((part) => Buffer.from(part, "hex"));
      // A shorter salt with zeros at its end gives the same key: HMAC adds zeros to it.
      if (salt?.length !== 32 || body === undefined || tag === undefined) return undefined;
      const decipher = createDecipheriv("chacha20-poly1305", keyFor(recordKey, salt), fixed, {
        authTagLength: 16,
      });
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }

  return { seal, open };
}
