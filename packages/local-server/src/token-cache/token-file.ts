import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { seal, systemCodeOf, unseal } from "@mcp-entra/auth-core/without-msal";
import type { CacheLocation } from "./cache-location.ts";
import type { KeySource } from "./key-source.ts";

/** First line of the file: what it is, and how to read the rest. */
const format = "mcp-entra token cache 1";
const saltBytes = 16;

/** What stands in the encrypted file. */
export type TokenFileContent =
  | { state: "missing" }
  | { state: "opened"; text: string }
  /** @field reason for people; completes “It was set aside, since …”. */
  | { state: "unreadable"; reason: string };

/** The encrypted file: three lines, a format, a salt, and the tokens sealed with AES-256-GCM. */
export interface TokenFile {
  path: string;
  /** @throws when the file or its key is out of reach; that says nothing about what is in it. */
  read(): Promise<TokenFileContent>;
  /** Replaces the file in one step: a process that reads meanwhile, or after a crash, gets the old one whole or the new one whole. */
  write(text: string): Promise<void>;
  /** Moves an unreadable file out of the way, over the one set aside before. @returns where it is now. */
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
      if (parts === "foreign") return { state: "unreadable", reason: "it is no token cache of this server" };
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
      // The salt stays as long as the file does: deriving a key from a passphrase takes its time.
      const salt = typeof parts === "string" ? randomBytes(saltBytes) : parts.salt;
      const key = await keySource.keyFor(salt);
      if (key === undefined) throw new Error("The key of the token cache is gone.");
      await replace(path, [format, salt.toString("base64url"), seal(key, owner, text), ""].join("\n"));
    },
    setAside: async () => {
      const aside = `${path}.unreadable`;
      await renamePatiently(path, aside);
      return aside;
    },
  };
}

/** For this user alone. A folder that is there already stays as it is: it may be one that others have to read. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

const reasons = {
  unknown_key: "it was written under another key",
  damaged: "it was altered or cut",
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
  // One name for all: what a killed process has left there is overwritten by the next write, under the lock.
  const draft = `${path}.new`;
  // Not opened through a link that another user has put there.
  await rm(draft, { force: true });
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(content);
    // Before the rename: a power cut would otherwise leave the new name with nothing in it.
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renamePatiently(draft, path);
}

/** On Windows, a file that another program reads at this moment cannot be replaced; a virus scanner is enough. */
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
