import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "./key-ring.ts";
import type { SealingKey } from "./seal.ts";

/** What vouches for a text: a key that is good for nothing else. */
export interface AuthenticationKey {
  id: string;
  key: KeyObject;
}

/** The keys of a ring, as they authenticate: the newest writes, all of them verify. */
export interface AuthenticationKeys {
  newest: AuthenticationKey;
  byId: ReadonlyMap<string, AuthenticationKey>;
}

/** What came of checking an authenticated text. */
export type Authenticated =
  | { outcome: "genuine"; text: string }
  /** It was written under a key that is not at hand. */
  | { outcome: "unknown_key" }
  /** It has no tag that fits. */
  | { outcome: "unauthenticated" }
  /** It was altered, cut, or moved here from another place. */
  | { outcome: "damaged" };

/** Half of SHA-256's 256 bits (RFC 2104 §5): an attacker cannot try even a small part of 2^128, since each try is a request. */
const tagBytes = 16;
const idLength = 8;
const tagLength = 22;
const textStart = idLength + 1 + tagLength;

/** `keyId:tag` in front of the text itself, which stays readable. */
const authenticatedShape = /^([\w-]{8}):[\w-]{22}/;

/** Derives the keys, which costs more than using them: once for a ring, not once for a record. */
export function deriveAuthenticationKeys(ring: KeyRing): AuthenticationKeys {
  return {
    newest: derive(ring.newest),
    byId: new Map([...ring.byId].map(([id, key]) => [id, derive({ id, key })])),
  };
}

/**
 * A key that encrypts does not vouch as well: each use has a key of its own (HKDF, RFC 5869), so that no weakness of one
 * reaches the other.
 */
function derive({ id, key }: SealingKey): AuthenticationKey {
  const derived = Buffer.from(hkdfSync("sha256", key, "", "mcp-record-authentication", 32));
  return { id, key: createSecretKey(derived) };
}

/**
 * Vouches for `text` at one place, with HMAC-SHA-256 cut to 128 bits: `keyId:tag` and then the text, in clear. Of the same text
 * at the same place it always makes the same, so that two of them can be compared.
 *
 * @param place where the text will stand: there and nowhere else is it genuine.
 */
export function authenticate({ id, key }: AuthenticationKey, place: string, text: string): string {
  return `${id}:${tagOf(key, place, text)}${text}`;
}

/** The reverse of {@link authenticate}. Not noticed: an older text, put back into its own place. */
export function verifyAuthentic(
  { byId }: Pick<AuthenticationKeys, "byId">,
  place: string,
  record: string,
): Authenticated {
  const id = authenticationKeyId(record);
  if (id === undefined) return { outcome: "unauthenticated" };
  const key = byId.get(id)?.key;
  if (key === undefined) return { outcome: "unknown_key" };
  const text = record.slice(textStart);
  const expected = Buffer.from(tagOf(key, place, text));
  const tag = Buffer.from(record.slice(idLength + 1, textStart));
  // In constant time: how long a comparison takes must not tell how much of a guessed tag was right.
  return timingSafeEqual(tag, expected) ? { outcome: "genuine", text } : { outcome: "damaged" };
}

/** The key that a record says it was authenticated with; undefined when it has another shape. */
export function authenticationKeyId(record: string): string | undefined {
  return authenticatedShape.exec(record)?.[1];
}

function tagOf(key: KeyObject, place: string, text: string): string {
  // The length says where the place ends: no other place with another text reads the same.
  const tag = createHmac("sha256", key).update(`${place.length}:${place}${text}`).digest();
  return tag.toString("base64url", 0, tagBytes);
}
