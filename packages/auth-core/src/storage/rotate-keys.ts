import {
  authenticate,
  type AuthenticationKeys,
  authenticationKeyId,
  deriveAuthenticationKeys,
  verifyAuthentic,
} from "./authenticate.ts";
import type { KeyRing } from "./key-ring.ts";
import { seal, unseal } from "./seal.ts";
import type { Store, StoredRecord } from "./store.ts";

/** The result of a rotation, in numbers of records. */
export interface KeyRotation {
  /** Encrypted or authenticated again, with the newest key. */
  rewritten: number;
  /** Already with the newest key. */
  current: number;
  /** Without a key: counts, and records without a tag. */
  plain: number;
  /** Changed by a server that still writes with an old key. */
  contested: number;
  /** Damaged, or with a key that is not in the ring. They are not changed. */
  unreadable: number;
}

/**
 * The form of a text from `seal`. A text from `authenticate` has another form, and all other records are
 * JSON.
 */
const sealedShape = /^([\w-]{8})\.[\w-]+$/;

interface Rotated {
  store: Store;
  ring: KeyRing;
  keys: AuthenticationKeys;
}

/**
 * Writes all encrypted and authenticated records with an older key again with the newest key. Servers may use
 * the store meanwhile: a record that changes meanwhile stays as its writer has written it. Each record keeps
 * its expiry. It can be interrupted and started again at any time.
 *
 * @example
 * ```ts
 * const newer = createKey().toString("base64");
 * const rotation = await rotateKeys(store, await loadKeyRing(keySource(`${newer},${older}`), noVault));
 * expect(rotation).toMatchObject({ rewritten: 2, unreadable: 1 });
 * ```
 */
export async function rotateKeys(store: Store, ring: KeyRing): Promise<KeyRotation> {
  const rotation: KeyRotation = { rewritten: 0, current: 0, plain: 0, contested: 0, unreadable: 0 };
  const rotated = { store, ring, keys: deriveAuthenticationKeys(ring) };
  for await (const record of store.records()) {
    const id = keyIdOf(record.value);
    if (id === undefined) rotation.plain += 1;
    else if (id === ring.newest.id) rotation.current += 1;
    else rotation[await rewrite(rotated, record)] += 1;
  }
  return rotation;
}

function keyIdOf(value: string): string | undefined {
  return sealedShape.exec(value)?.[1] ?? authenticationKeyId(value);
}

async function rewrite(
  rotated: Rotated,
  { key, value, ttlSeconds }: StoredRecord,
): Promise<"rewritten" | "contested" | "unreadable"> {
  const { store, ring } = rotated;
  const renewed = renew(rotated, key, value);
  if (renewed === undefined) return "unreadable";
  if (await store.compareAndSet(key, value, renewed, ttlSeconds)) return "rewritten";
  // Deleted, or written by a server meanwhile: with the newest key, unless that server does not have it yet.
  const now = await store.get(key);
  return now === undefined || keyIdOf(now) === ring.newest.id ? "rewritten" : "contested";
}

/**
 * Only records that pass the check: a rotation must not authenticate a record that an attacker has written.
 */
function renew({ ring, keys }: Rotated, key: string, value: string): string | undefined {
  if (sealedShape.test(value)) {
    const unsealed = unseal((id) => ring.byId.get(id), key, value);
    return unsealed.outcome === "opened" ? seal(ring.newest, key, unsealed.text) : undefined;
  }
  const verified = verifyAuthentic(keys, key, value);
  return verified.outcome === "genuine" ? authenticate(keys.newest, key, verified.text) : undefined;
}
