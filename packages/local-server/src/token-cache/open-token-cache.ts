import type { ICachePlugin } from "@azure/msal-node";
import {
  ConfigurationError,
  type EntraConfig,
  messageOf,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core/without-msal";
import { cacheLocation, type CacheLocation } from "./cache-location.ts";
import { createCachePlugin } from "./cache-plugin.ts";
import { lockFile } from "./file-lock.ts";
import { readKeyFile } from "./key-file.ts";
import type { KeySource } from "./key-source.ts";
import { createKeyringKey } from "./keyring-key.ts";
import { createPassphraseKey } from "./passphrase.ts";
import type { TokenCacheConfig } from "./token-cache-config.ts";
import { createTokenFile, makeFolder, type TokenFile } from "./token-file.ts";

/** The place of the tokens. */
export interface TokenCache {
  /** For MSAL; undefined for MSAL's own memory. */
  plugin: ICachePlugin | undefined;
  /** A sentence for people. */
  description: string;
  /** Releases the key. Resolves when no call to a keyring runs any more, which may never happen. */
  close: () => Promise<void>;
}

export interface TokenCacheDeps {
  recordEvent: RecordAuditEvent;
  /** Writes a message for the user, on stderr. */
  writeLine: (line: string) => void;
}

const inMemory = "Sign-ins last as long as this process: tokens are kept in memory only";

/**
 * Opens the encrypted file, with its key from the configuration or from the keyring. If there is no key,
 * tokens stay in memory, and the description says why. Tokens are never written unencrypted, or in the same
 * folder as their key.
 *
 * @throws ConfigurationError if the configuration names a key that cannot be used.
 */
export async function openTokenCache(
  config: TokenCacheConfig,
  entra: EntraConfig,
  deps: TokenCacheDeps,
): Promise<TokenCache> {
  if (config.mode === "memory") {
    return { plugin: undefined, description: `${inMemory}.`, close: async () => undefined };
  }
  const location = cacheLocation(config.folder, entra);
  const keySource = createKeySource(config, location);
  const close = async (): Promise<void> => keySource.close();
  try {
    const file = createTokenFile(location, keySource);
    await prepare(location, keySource);
    const description = `Tokens are kept encrypted in ${file.path}; their key is ${keySource.description}.`;
    return { plugin: createPlugin(location, file, deps), description, close };
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    return { plugin: undefined, description: explainMemory(error), close };
  }
}

/**
 * The configuration has priority over the keyring: the user who sets it has a reason.
 *
 * @throws ConfigurationError if the configured key file cannot be used.
 */
export function createKeySource(config: TokenCacheConfig, { owner, folder }: CacheLocation): KeySource {
  if (config.keyFile !== undefined) return readKeyFile(config.keyFile, owner, folder);
  if (config.passphrase !== undefined) return createPassphraseKey(config.passphrase, owner);
  return createKeyringKey(owner);
}

/** Checks now what would otherwise fail after the user has signed in. */
async function prepare({ folder, lockFile: lockPath }: CacheLocation, keySource: KeySource): Promise<void> {
  await makeFolder(folder);
  const unlock = await lockFile(lockPath);
  try {
    await keySource.ensure();
  } finally {
    unlock();
  }
}

function createPlugin(location: CacheLocation, file: TokenFile, deps: TokenCacheDeps): ICachePlugin {
  return createCachePlugin({
    file,
    lockPath: location.lockFile,
    onSetAside: (reason, path) => {
      deps.recordEvent({ event: "token_cache_set_aside", outcome: "failure", reason });
      deps.writeLine(
        `WARNING: The token cache was set aside as ${path}, since ${reason}. Sign in once more.`,
      );
    },
    onLost: (cause) => deps.writeLine(explainMemory(cause)),
  });
}

function explainMemory(cause: unknown): string {
  return `WARNING: ${inMemory}, since the encrypted file cannot be used (${messageOf(cause)}). Where there is no keyring, set TOKEN_CACHE_KEY_FILE or TOKEN_CACHE_PASSPHRASE; set TOKEN_CACHE=memory if this is what you want.`;
}
