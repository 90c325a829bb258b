import {
  type Authority,
  createAppTokens,
  createAuditLog,
  createClientCredential,
  createKey,
  createLogger,
  ConfigurationError,
  discoverAuthority,
  type KeyRotation,
  loadKeyRing,
  logSink,
  openKeyVault,
  openStore,
  type RecordAuditEvent,
  rotateKeys,
  type Store,
} from "@mcp-entra/auth-core";
import type { RemoteServerConfig } from "./config.ts";
import { say } from "./say.ts";

/** `--new-key`. Only the key goes to stdout, so that it can be piped into a file or a vault. */
export async function printNewKey(config: RemoteServerConfig): Promise<void> {
  process.stdout.write(`${await createStoreKey(config, await discoverAuthority(config.entra))}\n`);
}

/** `--rotate-keys` */
export async function rotate(config: RemoteServerConfig): Promise<void> {
  const audit = createAuditLog([logSink(createLogger("remote-server", config.logLevel))]);
  const rotation = await rotateStoreKeys(config, await discoverAuthority(config.entra), { audit });
  say(`Keys rotated: ${describeRotation(rotation)}.`);
  if (rotation.contested > 0) say("Give every server the newest key first, then run this again.");
  if (rotation.contested + rotation.unreadable > 0) process.exitCode = 1;
}

/** A new key for SESSION_ENCRYPTION_KEYS: 32 random bytes in base64, wrapped if a Key Vault is configured. */
async function createStoreKey(config: RemoteServerConfig, authority: Authority): Promise<string> {
  const { vaultKey } = config.keys;
  if (vaultKey === undefined) return createKey().toString("base64");
  return (await vaultOf(config, authority, vaultKey)).wrapNewKey();
}

/**
 * Encrypts and authenticates all records in the store with the newest key. Servers may continue to run. It
 * can be interrupted and started again.
 *
 * @throws ConfigurationError if there is nothing to rotate.
 */
export async function rotateStoreKeys(
  config: RemoteServerConfig,
  authority: Authority,
  { audit, store: given }: { audit: RecordAuditEvent; store?: Store },
): Promise<KeyRotation> {
  if (config.sessionStore === "memory:" && given === undefined) {
    throw new ConfigurationError(
      "SESSION_STORE is memory:, whose keys are lost when the process ends. Expected the store whose keys are to be rotated, for example SESSION_STORE=sqlite:./sessions.sqlite",
    );
  }
  const ring = await loadKeyRing(config.keys, async (key) => vaultOf(config, authority, key));
  const store = given ?? (await openStore(config.sessionStore));
  try {
    const rotation = await rotateKeys(store, ring);
    const outcome = rotation.unreadable + rotation.contested === 0 ? "success" : "failure";
    audit({ event: "key_rotated", outcome, reason: describeRotation(rotation) });
    return rotation;
  } finally {
    if (given === undefined) await store.close();
  }
}

function describeRotation({ rewritten, current, contested, unreadable }: KeyRotation): string {
  const problems = [
    contested > 0 ? `${contested} written meanwhile with an old key` : "",
    unreadable > 0 ? `${unreadable} unreadable and not changed` : "",
  ].filter((problem) => problem !== "");
  return [
    `${rewritten} records written again with the newest key`,
    `${current} were current`,
    ...problems,
  ].join(", ");
}

async function vaultOf(config: RemoteServerConfig, authority: Authority, key: string) {
  const credential = createClientCredential(config.credential, config.entra.authorityHost);
  return openKeyVault(key, createAppTokens(config.entra, authority, credential));
}
