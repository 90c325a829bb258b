import { hash, randomBytes, timingSafeEqual } from "node:crypto";

const fingerprintBytes = 16;

/**
 * A token without content: 256 random bits, base64url. It cannot be guessed, and it contains nothing to
 * read or to forge.
 *
 * @example
 * ```ts
 * const token = createOpaqueToken();
 * expect(token).toMatch(/^[\w-]{43}$/);
 * ```
 */
export function createOpaqueToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The stored form of a token, so that a thief of the store gets no access. A simple SHA-256 is enough, unlike
 * for passwords: an attacker cannot try all values of 256 random bits.
 *
 * @example
 * ```ts
 * const kept = hashToken(token);
 * ```
 */
export function hashToken(token: string): string {
  return hash("sha256", token, "base64url");
}

/**
 * Compares a presented token with a stored hash, in constant time.
 *
 * @example
 * ```ts
 * expect(tokenMatches(token, kept)).toBe(true);
 * expect(tokenMatches("a guess", kept)).toBe(false);
 * ```
 */
export function tokenMatches(token: string, kept: string): boolean {
  const presented = Buffer.from(hashToken(token));
  const expected = Buffer.from(kept);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}

/**
 * A hash of half the length, for the rows of sessions. 128 bits are enough, because an attacker gains nothing
 * from *two* tokens with the same fingerprint. To find another token for a *given* fingerprint takes 2^128
 * attempts.
 *
 * @example
 * ```ts
 * expect(fingerprint(token)).toHaveLength(22);
 * ```
 */
export function fingerprint(text: string): string {
  return hash("sha256", text, "buffer").toString("base64url", 0, fingerprintBytes);
}

/**
 * Compares as `tokenMatches` does.
 *
 * @example
 * ```ts
 * expect(fingerprintMatches(token, fingerprint(token))).toBe(true);
 * ```
 */
export function fingerprintMatches(text: string, kept: string): boolean {
  const presented = Buffer.from(fingerprint(text));
  const expected = Buffer.from(kept);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
