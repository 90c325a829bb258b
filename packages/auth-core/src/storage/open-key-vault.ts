import type { KeyVault, VaultCredential } from "./key-vault.ts";

/**
 * Loads the Azure library only if a vault is used. Other programs start without it.
 *
 * @example
 * ```ts
 * const tokens = createAppTokens(entra, authority, credential);
 * const vault = await openKeyVault("https://my-vault.vault.azure.net/keys/mcp-sessions", tokens);
 * const wrapped = await vault.wrapNewKey(); // for SESSION_ENCRYPTION_KEYS
 * ```
 */
export async function openKeyVault(keyUrl: string, credential: VaultCredential): Promise<KeyVault> {
  const { createKeyVault } = await import("./key-vault.ts");
  return createKeyVault(keyUrl, credential);
}
