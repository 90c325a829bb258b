import type { KeyRing } from "./key-ring.ts";
import { seal, unseal } from "./seal.ts";
import type { Store } from "./store.ts";

/** What came of a rotation, in records. */
export interface KeyRotation {
  /** Encrypted anew, under the newest key. */
  rewritten: number;
  /** Under the newest key already. */
  current: number;
  /** Not encrypted, and not meant to be. */
  plain: number;
  /** Changed by a server that still writes under an old key. */
  contested: number;
  /** Damaged, or under a key that is not in the ring. Left as they are. */
  unreadable: number;
}

/** What `seal` writes. Everything else in the store is JSON. */
const sealedShape = /^([\w-]{8})\.[\w-]+$/;

/**
 * Encrypts under the newest key what still is under an older one, while servers go on using the store: a record that
 * changes meanwhile is left to whoever changed it, and keeps its end. Can be interrupted and begun again at any time.
 */
export async function rotateKeys(store: Store, ring: KeyRing): Promise<KeyRotation> {
  const rotation: KeyRotation = { rewritten: 0, current: 0, plain: 0, contested: 0, unreadable: 0 };
  for await (const { key, value, ttlSeconds } of store.records()) {
    const id = sealedShape.exec(value)?.[1];
    if (id === undefined) rotation.plain += 1;
    else if (id === ring.newest.id) rotation.current += 1;
    else rotation[await rewrite(store, ring, { key, value, ttlSeconds })] += 1;
  }
  return rotation;
}

async function rewrite(
  store: Store,
  ring: KeyRing,
  { key, value, ttlSeconds }: { key: string; value: string; ttlSeconds: number },
): Promise<"rewritten" | "contested" | "unreadable"> {
  const unsealed = unseal((id) => ring.byId.get(id), key, value);
  if (unsealed.outcome !== "opened") return "unreadable";
  const swapped = await store.compareAndSet(key, value, seal(ring.newest, key, unsealed.text), ttlSeconds);
  if (swapped) return "rewritten";
  // Gone, or written by a server meanwhile: under the newest key, unless that server has not been told of it.
  const now = await store.get(key);
  return now === undefined || now.startsWith(`${ring.newest.id}.`) ? "rewritten" : "contested";
}
