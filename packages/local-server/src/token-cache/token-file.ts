import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { seal, systemCodeOf, unseal } from "@mcp-entra/auth-core/without-msal";
import type { CacheLocation } from "./cache-location.ts";
import type { KeySource } from "./key-source.ts";

/** First line of the file: the format of the rest. */
const format = "mcp-entra token cache 1";
const saltBytes = 16;

/** The content of the encrypted file. */
export type TokenFileContent =
  | { state: "missing" }
  | { state: "opened"; text: string }
  /** @field reason for people; completes “It was set aside, since …”. */
  | { state: "unreadable"; reason: string };

/** The encrypted file has three lines: the format, the salt, and the tokens encrypted with AES-256-GCM. */
export interface TokenFile {
  path: string;
  /** @throws if the file or its key cannot be read. Its content may still be valid. */
  read(): Promise<TokenFileContent>;
  /**
   * Replaces the file in one step: a process that reads meanwhile, or after a crash, gets the complete old
   * file or the complete new one.
   */
  write(text: string): Promise<void>;
  /** Renames an unreadable file, and replaces one that was renamed before. @returns its new path. */
  setAside(): Promise<string>;
}

export function createTokenFile({ file, owner, folder }: CacheLocation, keySource: KeySource): TokenFile {
  const path = file[keySource.kind];
  const readParts = async (): Promise<FileParts | "missing" | "foreign"> => {
    const content = await readIfThere(path);
    return content === undefined ? "missing" : (parse(content) ?? "foreign");
  };
  return {
    path,
    read: async () => {
      const parts = await readParts();
      if (parts === "missing") return { state: "missing" };
      if (parts === "foreign")
        return { state: "unreadable", reason: "it is not a token cache of this server" };
      const key = await keySource.keyFor(parts.salt);
      if (key === undefined) return { state: "unreadable", reason: "its key is gone" };
      const unsealed = unseal((id) => (id === key.id ? key.key : undefined), owner, parts.sealed);
      if (unsealed.outcome === "opened") return { state: "opened", text: unsealed.text };
      return { state: "unreadable", reason: reasons[unsealed.outcome] };
    },
    write: async (text) => {
      await makeFolder(folder);
      await keySource.ensure();
      const parts = await readParts();
      // The salt does not change while the file exists: to derive a key from a passphrase takes time.
      const salt = typeof parts === "string" ? randomBytes(saltBytes) : parts.salt;
      const key = await keySource.keyFor(salt);
      if (key === undefined) throw new Error("The key of the token cache is missing.");
      await replace(path, [format, salt.toString("base64url"), seal(key, owner, text), ""].join("\n"));
    },
    setAside: async () => {
      const aside = `${path}.unreadable`;
      await renamePatiently(path, aside);
      return aside;
    },
  };
}

/** For this user only. An existing folder is not changed: other users may have to read it. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

const reasons = {
  unknown_key: "it was written under another key",
  damaged: "it was changed or cut",
} as const;

interface FileParts {
  salt: Buffer;
  sealed: string;
}

function parse(content: string): FileParts | undefined {
  const [first, saltText = "", sealed = ""] = content.split("\n");
  const salt = Buffer.from(saltText, "base64url");
  return first === format && salt.length === saltBytes ? { salt, sealed } : undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function replace(path: string, content: string): Promise<void> {
  // All processes use one name: the next write, with the lock, overwrites the rest of a killed process.
  const draft = `${path}.new`;
  // It does not follow a link that another user may have created there.
  await rm(draft, { force: true });
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(content);
    // Before the rename: otherwise, after a power cut, the new file could be empty.
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renamePatiently(draft, path);
}

/** On Windows, a file cannot be replaced while another program reads it, for example a virus scanner. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isHeld = ["EPERM", "EACCES", "EBUSY"].includes(systemCodeOf(error) ?? "");
      if (!isHeld || attempt === 10) throw error;
      await setTimeout(attempt * 10);
    }
  }
}
