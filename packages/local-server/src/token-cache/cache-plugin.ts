import type { ICachePlugin, TokenCacheContext } from "@azure/msal-node";
import { lockFile, type Unlock } from "./file-lock.ts";
import { createMutex } from "./mutex.ts";
import type { TokenFile } from "./token-file.ts";

export interface CachePluginDeps {
  file: TokenFile;
  lockPath: string;
  /** The file could not be used, and was renamed. The user has to sign in once more. */
  onSetAside: (reason: string, path: string) => void;
  /** The file cannot be used any more: from now on, tokens are in memory only. Called once. */
  onLost: (cause: unknown) => void;
}

/**
 * Keeps MSAL's token cache in an encrypted file that several processes share.
 *
 * MSAL calls `beforeCacheAccess` before it uses its cache, and `afterCacheAccess` after it. In between, this
 * process allows no other access. While MSAL writes, other processes cannot write. Reading needs no lock,
 * because the file is always replaced as a whole.
 *
 * Neither method throws: a full disk must not fail a sign-in that has just succeeded.
 */
export function createCachePlugin(deps: CachePluginDeps): ICachePlugin {
  const { file, lockPath, onLost } = deps;
  const mutex = createMutex();
  let unlock: Unlock | undefined;
  // With a plug-in, MSAL empties its memory before each access. Without the file, this object has to give
  // MSAL the content.
  let known = emptyCache;
  let isLost = false;

  const lose = (cause: unknown): void => {
    if (!isLost) onLost(cause);
    // Permanently: the file is now older than our data, and reading it would undo a sign-in.
    isLost = true;
  };
  return {
    beforeCacheAccess: async ({ cacheHasChanged: isAboutToWrite, tokenCache }: TokenCacheContext) => {
      await mutex.lock();
      try {
        if (isAboutToWrite && !isLost) unlock = await lockFile(lockPath);
        if (!isLost) known = await read(deps, unlock !== undefined);
      } catch (error) {
        lose(error);
      }
      tokenCache.deserialize(known);
    },
    afterCacheAccess: async ({ cacheHasChanged, tokenCache }: TokenCacheContext) => {
      try {
        if (cacheHasChanged) known = tokenCache.serialize();
        if (cacheHasChanged && !isLost) await file.write(known);
      } catch (error) {
        lose(error);
      } finally {
        unlock?.();
        unlock = undefined;
        mutex.unlock();
      }
    },
  };
}

async function read(deps: CachePluginDeps, isLocked: boolean): Promise<string> {
  if (isLocked) return readUnderLock(deps);
  const content = await deps.file.read();
  if (content.state === "opened") return content.text;
  if (content.state === "missing") return emptyCache;
  const unlock = await lockFile(deps.lockPath);
  try {
    // Read again: before we got the lock, another process may have written a valid file.
    return await readUnderLock(deps);
  } finally {
    unlock();
  }
}

async function readUnderLock({ file, onSetAside }: CachePluginDeps): Promise<string> {
  const content = await file.read();
  if (content.state === "opened") return content.text;
  if (content.state === "unreadable") onSetAside(content.reason, await file.setAside());
  return emptyCache;
}

/** Not an empty text: for MSAL, this means “no change”, and a signed-out user would stay signed in. */
const emptyCache = "{}";
