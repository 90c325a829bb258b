import {
  type AuthenticStore,
  createAuthenticatingStore,
  openStore,
} from "../../packages/auth-core/src/index.ts";
import { authenticate, deriveAuthenticationKeys } from "../../packages/auth-core/src/storage/authenticate.ts";
import { parseKeyRing } from "../../packages/auth-core/src/storage/key-ring.ts";

/** The same for all servers, so that one session is valid at each of them. */
export const storeKeys = Buffer.alloc(32, 7).toString("base64");
const ring = parseKeyRing(storeKeys);
const keys = deriveAuthenticationKeys(ring);

/** A store with the configuration of the servers, so that they accept its records. */
export async function openBenchStore(location: string): Promise<AuthenticStore> {
  return createAuthenticatingStore(await openStore(location), ring);
}

/** The record that such a store writes for a text. */
export function recordOf(key: string, text: string): string {
  return authenticate(keys.newest, key, text);
}
