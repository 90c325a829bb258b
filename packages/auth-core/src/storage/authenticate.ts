import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "./key-ring.ts";
import type { SealingKey } from "./seal.ts";

/** A key that only authenticates texts. */
export interface AuthenticationKey {
  id: string;
  key: KeyObject;
}

/** The authentication keys of a ring: the newest key writes, all keys verify. */
export interface AuthenticationKeys {
  newest: AuthenticationKey;
  byId: ReadonlyMap<string, AuthenticationKey>;
}

/** The result of the check of an authenticated text. */
export type Authenticated =
  | { outcome: "genuine"; text: string }
  /** It was written with a key that is not in the ring. */
  | { outcome: "unknown_key" }
  /** It has no valid tag. */
  | { outcome: "unauthenticated" }
  /** It was changed, cut, or moved here from another place. */
  | { outcome: "damaged" };

/**
 * Half of SHA-256's 256 bits (RFC 2104 §5). Each attempt of an attacker is a request, so they cannot try even
 * a small part of 2^128 tags.
 */
const tagBytes = 16;
const idLength = 8;
const tagLength = 22;
const textStart = idLength + 1 + tagLength;

/** `keyId:tag`, then the text itself, which stays readable. */
const authenticatedShape = /^([\w-]{8}):[\w-]{22}/;

/**
 * Derives the keys. This takes more time than using them, so it is done once for a ring, and not for each
 * record.
 */
export function deriveAuthenticationKeys(ring: KeyRing): AuthenticationKeys {
  return {
    newest: derive(ring.newest),
    byId: new Map([...ring.byId].map(([id, key]) => [id, derive({ id, key })])),
  };
}

/**
 * The encryption key is not used for authentication. Each use has its own key (HKDF, RFC 5869), so that a
 * weakness of one does not affect the other.
 */
function derive({ id, key }: SealingKey): AuthenticationKey {
  const derived = Buffer.from(hkdfSync("sha256", key, "", "mcp-record-authentication", 32));
  return { id, key: createSecretKey(derived) };
}

/**
 * Authenticates `text` for one place, with HMAC-SHA-256 cut to 128 bits: `keyId:tag` and then the readable
 * text. For the same text and place, the result is always the same, so two results can be compared.
 *
 * @param place where the text will be stored: it is valid only there.
 */
export function authenticate({ id, key }: AuthenticationKey, place: string, text: string): string {
  return `${id}:${tagOf(key, place, text)}${text}`;
}

/** The reverse of {@link authenticate}. Not noticed: an older text that was put back into the same place. */
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
  // In constant time: the time of the comparison must not show how much of a guessed tag was right.
  return timingSafeEqual(tag, expected) ? { outcome: "genuine", text } : { outcome: "damaged" };
}

/** The id of the key that a record names; undefined if it has another form. */
export function authenticationKeyId(record: string): string | undefined {
  return authenticatedShape.exec(record)?.[1];
}

function tagOf(key: KeyObject, place: string, text: string): string {
  // The length marks the end of the place: no other combination of place and text gives the same bytes.
  const tag = createHmac("sha256", key).update(`${place.length}:${place}${text}`).digest();
  return tag.toString("base64url", 0, tagBytes);
}
