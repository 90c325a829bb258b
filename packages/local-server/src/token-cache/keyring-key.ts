import { randomBytes } from "node:crypto";
import { deriveKey } from "./key-file.ts";
import type { KeySource } from "./key-source.ts";
import { createKeyring } from "./keyring.ts";

const service = "mcp-entra-local-server";

/**
 * A key in the operating system's keyring: macOS Keychain, Windows Credential Manager, the Secret Service on
 * Linux. Only the 32-byte key is stored there, and not the tokens: Windows allows at most 2,560 bytes for a
 * credential.
 */
export function createKeyringKey(owner: string): KeySource {
  const keyring = createKeyring({ service, owner });
  const read = async (): Promise<Buffer | undefined> => {
    const secret = await keyring.read();
    return secret?.length === 32 ? Buffer.from(secret) : undefined;
  };
  return {
    kind: "keyring",
    description: "in the keyring of this system",
    open: async () => keyring.open(),
    ensure: async () => {
      if ((await read()) !== undefined) return;
      await keyring.write(randomBytes(32));
      // Some keyrings accept a secret but do not store it. Check this now, and not after the next start.
      if ((await read()) === undefined) throw new Error("The keyring does not store values.");
    },
    keyFor: async (salt) => {
      const master = await read();
      return master === undefined ? undefined : deriveKey(master, salt, owner);
    },
    remove: async () => keyring.remove(),
    close: async () => keyring.close(),
  };
}
