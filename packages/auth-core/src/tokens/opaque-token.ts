import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A token that means nothing by itself: 256 random bits, base64url. Guessing one is out of reach, and there is nothing in
 * it to read or to forge.
 */
export function createOpaqueToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * What is kept instead of the token, so that a stolen store lets nobody in. A plain SHA-256 suffices, unlike for
 * passwords: 256 random bits cannot be searched.
 */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Compares a presented token with a kept hash, without telling by the time taken how much of it was right. */
export function tokenMatches(token: string, hash: string): boolean {
  const presented = Buffer.from(hashToken(token));
  const kept = Buffer.from(hash);
  return presented.length === kept.length && timingSafeEqual(presented, kept);
}
