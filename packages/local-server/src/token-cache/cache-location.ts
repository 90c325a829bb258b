import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { EntraConfig, Environment } from "@mcp-entra/auth-core/without-msal";

const folderName = "mcp-entra-local-server";

/** The kind of place of the encrypted file's key. */
export type KeyKind = "keyring" | "key-file" | "passphrase";

/** The place of the tokens of one application in one directory. */
export interface CacheLocation {
  folder: string;
  /**
   * The encrypted file. The kind of key is part of its name: otherwise two editors with different
   * configurations would rename each other's file again and again.
   */
  file: Readonly<Record<KeyKind, string>>;
  /** It stays empty, and is locked while the file is written. */
  lockFile: string;
  /**
   * The file's content and its key are bound to this value. So a file of another application cannot replace
   * it.
   */
  owner: string;
}

export function cacheLocation(folder: string, entra: EntraConfig): CacheLocation {
  const host = new URL(entra.authorityHost).host;
  // File names on Windows must not contain a colon. The other two parts are GUIDs.
  const name = [host.replaceAll(/[^a-z0-9.-]/gi, "_"), entra.tenantId, entra.clientId].join("_");
  const { join } = pathFor(folder);
  return {
    folder,
    file: {
      keyring: join(folder, `${name}.keyring`),
      "key-file": join(folder, `${name}.key-file`),
      passphrase: join(folder, `${name}.passphrase`),
    },
    lockFile: join(folder, `${name}.lock`),
    owner: [host, entra.tenantId, entra.clientId].join("/"),
  };
}

/**
 * The platform's folder for data that may be lost, for this user and this machine only: tokens must not be in
 * a folder that is copied to other machines or backed up to a cloud.
 */
export function defaultCacheFolder(platform: NodeJS.Platform, environment: Environment): string {
  const home = environment["HOME"] || environment["USERPROFILE"] || homedir();
  if (platform === "win32") {
    const local = environment["LOCALAPPDATA"] || win32.join(home, "AppData", "Local");
    return win32.join(local, folderName);
  }
  if (platform === "darwin") return posix.join(home, "Library", "Caches", folderName);
  // The specification says that a relative path has to be ignored.
  const state = environment["XDG_STATE_HOME"] ?? "";
  return posix.join(posix.isAbsolute(state) ? state : posix.join(home, ".local", "state"), folderName);
}

function pathFor(folder: string): typeof posix {
  return win32.isAbsolute(folder) && !posix.isAbsolute(folder) ? win32 : posix;
}
