import { hkdfSync } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { ConfigurationError, messageOf, systemCodeOf, toSealingKey } from "@mcp-entra/auth-core/without-msal";
import type { KeySource } from "./key-source.ts";

const makeOne = `Make one: node -p "crypto.randomBytes(32).toString('base64')" > token-cache.key`;

/**
 * A key in the operator's own file: a mounted secret, or a file on an encrypted volume.
 *
 * @param owner the derived key is bound to it, so that several applications can use one key file.
 * @param cacheFolder the key file must not be in this folder.
 * @throws ConfigurationError that says what is wrong with the file. It never contains its content.
 */
export function readKeyFile(path: string, owner: string, cacheFolder: string): KeySource {
  const master = parseKey(path, readKeyText(path));
  // A copy of the folder, for example a backup, would contain both the key and the encrypted file.
  if (dirname(resolve(path)) === resolve(cacheFolder)) {
    throw notUsable(
      path,
      "it is in the same folder as the file that it protects. Expected a file in another folder",
    );
  }
  return {
    kind: "key-file",
    description: `made from ${path}`,
    open: async () => undefined,
    ensure: async () => undefined,
    keyFor: async (salt) => deriveKey(master, salt, owner),
    // The operator has made it, and other applications may use it too.
    remove: async () => false,
    close: async () => undefined,
  };
}

/** A separate key for each application and each file (RFC 5869), from 32 random bytes. */
export function deriveKey(master: Buffer, salt: Buffer, owner: string): ReturnType<typeof toSealingKey> {
  return toSealingKey(Buffer.from(hkdfSync("sha256", master, salt, `token cache of ${owner}`, 32)));
}

function readKeyText(path: string): string {
  try {
    // Windows has no mode bits. There, the folder's access list decides.
    if (process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0) {
      throw notUsable(path, `other users of this machine may open it. Run: chmod 600 ${path}`);
    }
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const reason = systemCodeOf(error) === "ENOENT" ? "there is no such file" : messageOf(error);
    throw notUsable(path, `${reason}. ${makeOne}`);
  }
}

function parseKey(path: string, text: string): Buffer {
  const key = Buffer.from(text, "base64url");
  if (key.length === 32 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return key;
  throw notUsable(path, `it does not hold 32 random bytes in base64. ${makeOne}`);
}

function notUsable(path: string, reason: string): ConfigurationError {
  return new ConfigurationError(`TOKEN_CACHE_KEY_FILE is ${JSON.stringify(path)}, but ${reason}`);
}
