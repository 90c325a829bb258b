import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { EntraConfig, Environment } from "@mcp-entra/auth-core/without-msal";

const folderName = "mcp-entra-local-server";

/** Which way the key of the encrypted file is kept. */
export type KeyKind = "keyring" | "key-file" | "passphrase";

/** Where the tokens of one application in one directory are kept. */
export interface CacheLocation {
  folder: string;
  /**
   * The encrypted file. The kind of key is part of its name: two editors with different configurations would otherwise set
   * each other's file aside for ever.
   */
  file: Readonly<Record<KeyKind, string>>;
  /** Nothing is ever in it; it is locked while the file is written. */
  lockFile: string;
  /** What the file's content and its key are bound to. No other application's file can be put in its place. */
  owner: string;
}

export function cacheLocation(folder: string, entra: EntraConfig): CacheLocation {
  const host = new URL(entra.authorityHost).host;
  // A colon is no letter of a file name on Windows; the other two are GUIDs.
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
 * Where programs of this platform keep what they may lose, for this user alone and on this machine alone: tokens do not
 * belong into a folder that roams or is backed up to a cloud.
 */
export function defaultCacheFolder(platform: NodeJS.Platform, environment: Environment): string {
  const home = environment["HOME"] || environment["USERPROFILE"] || homedir();
  if (platform === "win32") {
    const local = environment["LOCALAPPDATA"] || win32.join(home, "AppData", "Local");
    return win32.join(local, folderName);
  }
  if (platform === "darwin") return posix.join(home, "Library", "Caches", folderName);
  // The specification says: a path in it that is not absolute is to be ignored.
  const state = environment["XDG_STATE_HOME"] ?? "";
  return posix.join(posix.isAbsolute(state) ? state : posix.join(home, ".local", "state"), folderName);
}

function pathFor(folder: string): typeof posix {
  return win32.isAbsolute(folder) && !posix.isAbsolute(folder) ? win32 : posix;
}
