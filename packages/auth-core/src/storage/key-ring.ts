import { randomBytes } from "node:crypto";
import { ConfigurationError } from "../errors/errors.ts";
import { type SealingKey, toSealingKey } from "./seal.ts";

/** The encryption keys: the newest key writes, all keys read. */
export interface KeyRing {
  newest: SealingKey;
  byId: ReadonlyMap<string, Buffer>;
}

/**
 * @param keys 32-byte keys, base64 or base64url, the newest first; commas or line breaks between them.
 * @param name of the variable that they come from.
 * @throws ConfigurationError that says which key is wrong. It never contains the key.
 */
export function parseKeyRing(keys: string, name = "SESSION_ENCRYPTION_KEYS"): KeyRing {
  const entries = keys.trim().split(/\s*,\s*|\s+/);
  return toKeyRing(
    entries.map((text, index) => parseKey(text, index, name)),
    name,
  );
}

/** @param keys the newest first. @throws ConfigurationError if there is none. */
export function toKeyRing(keys: readonly Buffer[], name: string): KeyRing {
  const ring = keys.map((key) => toSealingKey(key));
  const newest = ring[0];
  if (newest === undefined) throw new ConfigurationError(`${name} contains no key. Expected at least one.`);
  return { newest, byId: new Map(ring.map(({ id, key }) => [id, key])) };
}

/** A key ring for this process only: after a restart, its records cannot be read. */
export function createEphemeralKeyRing(): KeyRing {
  return toKeyRing([createKey()], "");
}

/**
 * 256 random bits.
 *
 * @example
 * ```ts
 * const key = createKey().toString("base64"); // 32 random bytes, for SESSION_ENCRYPTION_KEYS
 * ```
 */
export function createKey(): Buffer {
  return randomBytes(32);
}

function parseKey(text: string, index: number, name: string): Buffer {
  const key = Buffer.from(text, "base64url");
  if (key.length === 32 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return key;
  throw new ConfigurationError(
    `${name}: key ${index + 1} is not usable. Expected 32 random bytes in base64, newest first, comma between keys. Make one: node -p "crypto.randomBytes(32).toString('base64')"`,
  );
}
