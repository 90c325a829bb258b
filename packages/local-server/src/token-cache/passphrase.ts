import { type BinaryLike, scrypt, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";
import { type SealingKey, toSealingKey } from "@mcp-entra/auth-core/without-msal";
import type { KeySource } from "./key-source.ts";

// Sixteen times Node's default, as OWASP recommends: a thief of the file needs 128 MiB and a third of a
// second for each guess. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const strongCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };

const deriveBytes = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** A key derived from the configured passphrase (scrypt, RFC 7914), once for each process and salt. */
export function createPassphraseKey(
  passphrase: string,
  owner: string,
  cost: ScryptOptions = strongCost,
): KeySource {
  const derived = new Map<string, Promise<SealingKey>>();
  const derive = async (salt: Buffer): Promise<SealingKey> =>
    toSealingKey(await deriveBytes(passphrase, Buffer.concat([salt, Buffer.from(owner)]), 32, cost));
  return {
    kind: "passphrase",
    description: "derived from TOKEN_CACHE_PASSPHRASE",
    open: async () => undefined,
    ensure: async () => undefined,
    keyFor: async (salt) => {
      const name = salt.toString("base64url");
      const key = derived.get(name) ?? derive(salt);
      derived.set(name, key);
      return key;
    },
    // The passphrase is in the configuration, which we do not change.
    remove: async () => false,
    close: async () => undefined,
  };
}
