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

/** What came of a rotation, in records. */
export interface KeyRotation {
  /** Encrypted or authenticated anew, under the newest key. */
  rewritten: number;
  /** Under the newest key already. */
  current: number;
  /** Under no key at all: counts, and records without a tag. */
  plain: number;
  /** Changed by a server that still writes under an old key. */
  contested: number;
  /** Damaged, or under a key that is not in the ring. Left as they are. */
  unreadable: number;
}

/** What `seal` writes. What `authenticate` writes has a shape of its own, and everything else in the store is JSON. */
const sealedShape = /^([\w-]{8})\.[\w-]+$/;

interface Rotated {
  store: Store;
  ring: KeyRing;
  keys: AuthenticationKeys;
}

/**
 * Brings under the newest key what still is under an older one, encrypted records and authenticated ones, while servers go on using
 * the store: a record that changes meanwhile is left as its writer has written it, and keeps its end. Can be interrupted and begun again at
 * any time.
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
  // Gone, or written by a server meanwhile: under the newest key, unless that server has not been told of it.
  const now = await store.get(key);
  return now === undefined || keyIdOf(now) === ring.newest.id ? "rewritten" : "contested";
}

/** Only what passes its check: a rotation must not vouch for what an attacker has written. */
function renew({ ring, keys }: Rotated, key: string, value: string): string | undefined {
  if (sealedShape.test(value)) {
    const unsealed = unseal((id) => ring.byId.get(id), key, value);
    return unsealed.outcome === "opened" ? seal(ring.newest, key, unsealed.text) : undefined;
  }
  const verified = verifyAuthentic(keys, key, value);
  return verified.outcome === "genuine" ? authenticate(keys.newest, key, verified.text) : undefined;
}
