import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** A random value without content, with Entra's prefix. */
function opaque(prefix: string, bytes: number): string {
  return prefix + randomBytes(bytes).toString("base64url");
}

export function newAuthorizationCode(): string {
  return opaque("1.AXYA", 192);
}
export function newRefreshToken(): string {
  return opaque("1.AXYA", 384);
}
export function newDeviceCode(): string {
  return opaque("DAQABIQEAAAA", 144);
}
export function newSessionId(): string {
  return opaque("0.AXYA", 48);
}

/**
 * 16 bytes in base64url, nearly all random. Node prepares UUIDs in advance, so this is fast. Every token
 * needs some.
 */
function identifier(): string {
  return Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
}

/** `aio`, which only Entra can read. */
export function newInternalState(): string {
  return `k2RgY${identifier()}${identifier()}`;
}

/** `uti`, the token's own id. */
export function newTokenIdentifier(): string {
  return identifier();
}

/** Without letters and digits that people confuse when they read a code aloud. */
const userCodeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Nine alphanumerics, such as EPWMT6VWB. */
export function newUserCode(): string {
  return Array.from({ length: 9 }, () => userCodeAlphabet.charAt(randomInt(userCodeAlphabet.length))).join(
    "",
  );
}
