import { createEncryptingStore, loadKeyRing, type Store, type UpdatableStore } from "@mcp-entra/auth-core";

const noKeys = { keys: undefined, file: undefined, vaultKey: undefined };
const ring = await loadKeyRing(noKeys, async () => Promise.reject(new Error("There is no vault.")));

/** Encrypts all records of `store`, with a key for this process. */
export function sealed(store: Store): UpdatableStore {
  return createEncryptingStore(store, ring);
}
