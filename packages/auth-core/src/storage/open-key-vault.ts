import type { KeyVault, VaultCredential } from "./key-vault.ts";

/** Loads the Azure library only where a vault is used: everybody else starts without it. */
export async function openKeyVault(keyUrl: string, credential: VaultCredential): Promise<KeyVault> {
  const { createKeyVault } = await import("./key-vault.ts");
  return createKeyVault(keyUrl, credential);
}
