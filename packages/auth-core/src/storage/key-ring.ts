import { randomBytes } from "node:crypto";
import { ConfigurationError } from "../errors/errors.ts";
import { type SealingKey, toSealingKey } from "./seal.ts";

/** Keys that records may be encrypted under: the newest writes, all of them read. */
export interface KeyRing {
  newest: SealingKey;
  byId: ReadonlyMap<string, Buffer>;
}

/**
 * @param keys comma-separated 32-byte keys, base64 or base64url, the newest first (SESSION_ENCRYPTION_KEYS).
 * @throws ConfigurationError that says which key is wrong, never the key itself.
 */
export function parseKeyRing(keys: string): KeyRing {
  const parsed = keys.split(",").map((text, index) => parseKey(text.trim(), index));
  const byId = new Map(parsed.map(({ id, key }) => [id, key]));
  const newest = parsed[0];
  if (newest === undefined) throw new ConfigurationError("SESSION_ENCRYPTION_KEYS is empty.");
  return { newest, byId };
}

/** A ring for one process's life: what it encrypts, nobody can read after a restart. */
export function createEphemeralKeyRing(): KeyRing {
  return parseKeyRing(randomBytes(32).toString("base64url"));
}

function parseKey(text: string, index: number): SealingKey {
  const key = Buffer.from(text, "base64url");
  if (key.length === 32 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return toSealingKey(key);
  throw new ConfigurationError(
    `SESSION_ENCRYPTION_KEYS: key ${index + 1} is not usable. Expected 32 random bytes in base64, newest first, comma between keys. Make one: node -p "crypto.randomBytes(32).toString('base64')"`,
  );
}
