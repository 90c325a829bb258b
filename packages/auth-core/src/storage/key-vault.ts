import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import { createKey } from "./key-ring.ts";

/**
 * A key that never leaves Azure Key Vault wraps (encrypts) the keys of the store. A thief cannot use the
 * wrapped keys in the configuration: to unwrap them needs this server's identity, and the vault logs it.
 */
export interface KeyVault {
  /** A new, wrapped key for the store, for the configuration. */
  wrapNewKey(): Promise<string>;
  /** @throws ConfigurationError */
  unwrap(wrapped: string): Promise<Buffer>;
}

/** Gets tokens for the vault; the same interface as in the Azure libraries. */
export interface VaultCredential {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>;
}

const algorithm = "RSA-OAEP-256";
const keyShape = /^(https:\/\/[^/]+)\/keys\/([0-9A-Za-z-]+)$/;

/**
 * A wrapped key is `version.base64url`, with the version of the vault's key that wrapped it. So the vault may
 * renew its key, and old wrapped keys are unwrapped with their own version.
 *
 * @param keyUrl `https://VAULT.vault.azure.net/keys/NAME`, without a version.
 * @see https://learn.microsoft.com/rest/api/keyvault/keys/unwrap-key/unwrap-key
 */
export function createKeyVault(keyUrl: string, credential: VaultCredential): KeyVault {
  const [, vaultUrl = "", name = ""] = keyShape.exec(keyUrl) ?? [];
  if (name === "") {
    throw new ConfigurationError(
      `SESSION_KEY_VAULT_KEY is ${JSON.stringify(keyUrl)}. Expected the address of an RSA key without its version, for example https://my-vault.vault.azure.net/keys/mcp-sessions`,
    );
  }
  // One more attempt is enough at start-up: if it fails, the platform starts this server again.
  const options = { retryOptions: { maxRetries: 1 } };
  return {
    wrapNewKey: async () =>
      answerOf(keyUrl, async () => {
        const key = await new KeyClient(vaultUrl, credential, options).getKey(name);
        const { result } = await new CryptographyClient(key, credential, options).wrapKey(
          algorithm,
          createKey(),
        );
        return `${key.properties.version ?? ""}.${Buffer.from(result).toString("base64url")}`;
      }),
    unwrap: async (wrapped) => {
      const [, version = "", bytes = ""] = /^([0-9a-f]{32})\.([\w-]+)$/.exec(wrapped) ?? [];
      if (bytes === "") {
        throw new ConfigurationError(
          "SESSION_ENCRYPTION_KEYS contains a key that is not wrapped by Key Vault, but SESSION_KEY_VAULT_KEY is set. Expected the key that “remote-server --new-key” printed.",
        );
      }
      const client = new CryptographyClient(`${keyUrl}/${version}`, credential, options);
      const { result } = await answerOf(keyUrl, async () =>
        client.unwrapKey(algorithm, Buffer.from(bytes, "base64url")),
      );
      return Buffer.from(result);
    },
  };
}

/** The vault's own message tells the operator which permission is missing. */
async function answerOf<Answer>(keyUrl: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new ConfigurationError(
      `SESSION_KEY_VAULT_KEY is ${JSON.stringify(keyUrl)}, but the request to Key Vault failed (${messageOf(error)}). Expected a vault that this server's identity may use: the role “Key Vault Crypto User” on the key.`,
    );
  }
}
