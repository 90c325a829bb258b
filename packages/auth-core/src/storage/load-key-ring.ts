import { readFileSync } from "node:fs";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import { createEphemeralKeyRing, type KeyRing, parseKeyRing, toKeyRing } from "./key-ring.ts";
import type { KeyVault } from "./key-vault.ts";

/** The source of the keys that encrypt the store. */
export interface KeySource {
  /** SESSION_ENCRYPTION_KEYS */
  keys: string | undefined;
  /** SESSION_ENCRYPTION_KEYS_FILE: the same text in a file, where line breaks separate keys as well. */
  file: string | undefined;
  /** SESSION_KEY_VAULT_KEY: the configured keys are wrapped, and this key in Azure Key Vault unwraps them. */
  vaultKey: string | undefined;
}

/**
 * @param openVault is called only if a key has to be unwrapped.
 * @throws ConfigurationError if a key cannot be used, if the file cannot be read, or if Key Vault refuses.
 *
 * @example
 * ```ts
 * const ring = await loadKeyRing({ keys: key, file: undefined, vaultKey: undefined }, noVault);
 * ```
 */
export async function loadKeyRing(
  source: KeySource,
  openVault: (key: string) => Promise<KeyVault>,
): Promise<KeyRing> {
  const text = source.keys ?? (source.file === undefined ? undefined : readKeyFile(source.file));
  if (text === undefined) return createEphemeralKeyRing();
  const name = source.keys === undefined ? "SESSION_ENCRYPTION_KEYS_FILE" : "SESSION_ENCRYPTION_KEYS";
  if (source.vaultKey === undefined) return parseKeyRing(text, name);
  const vault = await openVault(source.vaultKey);
  const wrapped = text.split(/[,\s]+/).filter((entry) => entry !== "");
  return toKeyRing(await Promise.all(wrapped.map(async (entry) => vault.unwrap(entry))), name);
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `SESSION_ENCRYPTION_KEYS_FILE is ${JSON.stringify(path)}, but it cannot be read (${messageOf(error)}). Expected a file with one key on each line, the newest first.`,
    );
  }
}
