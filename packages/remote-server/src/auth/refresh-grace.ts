import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";

/** The pair that a refresh token was exchanged for. */
const successor = z.object({ accessToken: z.string(), refreshToken: z.string() });
export type Successor = z.output<typeof successor>;

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Clients send two requests at once, both find their access token expired, and both refresh; or they refresh, lose the
 * answer and try again. For a short while the old refresh token therefore gets the same new pair once more.
 *
 * The store keeps no tokens, only hashes, so the pair is kept encrypted under a key derived from the old refresh token:
 * whoever presents that token can open it, whoever merely reads the store cannot.
 */
export function sealSuccessor(refreshToken: string, pair: Successor): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyFrom(refreshToken), iv, { authTagLength: tagBytes });
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(successor.parse(pair))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url");
}

/** @throws Error when `refreshToken` is not the one that it was sealed with. */
export function openSuccessor(refreshToken: string, sealed: string): Successor {
  const bytes = Buffer.from(sealed, "base64url");
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv(algorithm, keyFrom(refreshToken), iv, { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const text = Buffer.concat([
    decipher.update(bytes.subarray(ivBytes + tagBytes)),
    decipher.final(),
  ]).toString();
  return successor.parse(JSON.parse(text));
}

/** The token is 256 random bits already; HKDF makes it a key for this one purpose (RFC 5869). */
function keyFrom(refreshToken: string): Buffer {
  return Buffer.from(hkdfSync("sha256", refreshToken, "", "refresh-token-successor", 32));
}
