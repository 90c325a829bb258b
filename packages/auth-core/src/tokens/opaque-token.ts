import { hash, randomBytes, timingSafeEqual } from "node:crypto";

const fingerprintBytes = 16;

/**
 * A token that means nothing by itself: 256 random bits, base64url. Guessing one is out of reach, and there is nothing in
 * it to read or to forge.
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
 * What is kept instead of the token, so that a stolen store lets no thief in. A plain SHA-256 suffices, unlike for
 * passwords: 256 random bits cannot be searched.
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
 * Compares a presented token with a kept hash, without telling by the time taken how much of it was right.
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
 * A hash of half the length, for the rows that there is one of per session. 128 bits are enough where an attacker gains nothing by finding
 * *two* tokens that share one: to find another token for a *given* fingerprint takes 2^128 attempts.
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
