import { randomBytes } from "node:crypto";
import { deriveKey } from "./key-file.ts";
import type { KeySource } from "./key-source.ts";

const service = "mcp-entra-local-server";
/** Long enough for a person to unlock the keyring, short enough for a tool call that waits for it. */
const patienceMs = 20_000;

/** One entry of the operating system's keyring. */
interface KeyringEntry {
  getSecret(signal: AbortSignal): Promise<ArrayLike<number> | null>;
  setSecret(secret: Uint8Array, signal: AbortSignal): Promise<void>;
  deleteCredential(signal: AbortSignal): Promise<boolean>;
}

/**
 * A key in the operating system's keyring: macOS Keychain, Windows Credential Manager, the Secret Service on Linux. Only the
 * 32-byte key goes there, never the tokens: Windows holds no more than 2,560 bytes a credential.
 *
 * @throws when there is no keyring, or no binding for this platform.
 */
export async function openKeyringKey(owner: string): Promise<KeySource> {
  const entry = await openEntry(owner);
  let known: Buffer | undefined;
  const read = async (): Promise<Buffer | undefined> => {
    const secret = await entry.getSecret(AbortSignal.timeout(patienceMs));
    known = secret?.length === 32 ? Buffer.from(Array.from(secret)) : undefined;
    return known;
  };
  return {
    kind: "keyring",
    description: "in the keyring of this system",
    ensure: async () => {
      if ((await read()) !== undefined) return;
      await entry.setSecret(randomBytes(32), AbortSignal.timeout(patienceMs));
      // Some keyrings accept a secret and do not keep it; that should show now, not after the next start.
      if ((await read()) === undefined) throw new Error("The keyring does not keep what it is given.");
    },
    keyFor: async (salt) => {
      const master = await read();
      return master === undefined ? undefined : deriveKey(master, salt, owner);
    },
    remove: async () => entry.deleteCredential(AbortSignal.timeout(patienceMs)),
  };
}

async function openEntry(owner: string): Promise<KeyringEntry> {
  // Loaded only now: a platform without a prebuilt binding fails here, where the answer is another place for the key.
  const { AsyncEntry } = await import("@napi-rs/keyring");
  // Left to itself, the library would fall back to the kernel's keyring, which forgets at the next boot: a Secret Service that
  // answers late once would then cost the user the file that its key opens.
  return new AsyncEntry(service, owner, { linux: { store: "secret-service" } });
}
