import type { ICachePlugin, TokenCacheContext } from "@azure/msal-node";
import { lockFile, type Unlock } from "./file-lock.ts";
import { createMutex } from "./mutex.ts";
import type { TokenFile } from "./token-file.ts";

export interface CachePluginDeps {
  file: TokenFile;
  lockPath: string;
  /** The file could not be used as it was, and is now elsewhere. The user has to sign in once more. */
  onSetAside: (reason: string, path: string) => void;
  /** The file cannot be used any more: from now on, tokens are in memory only. Called once. */
  onLost: (cause: unknown) => void;
}

/**
 * Keeps MSAL's token cache in an encrypted file that several processes share.
 *
 * MSAL calls `beforeCacheAccess` before it looks at its cache, and `afterCacheAccess` when it is done. In between, this
 * process looks at nothing else; and when MSAL is about to write, no other process does. Reading needs no lock, since the
 * file is only ever replaced as a whole.
 *
 * Neither method throws: a full disk must not fail a sign-in that has just succeeded.
 */
export function createCachePlugin(deps: CachePluginDeps): ICachePlugin {
  const { file, lockPath, onLost } = deps;
  const mutex = createMutex();
  let unlock: Unlock | undefined;
  // MSAL empties its memory whenever it has a plug-in to fill it again: without the file, that has to come from here.
  let known = emptyCache;
  let isLost = false;

  const lose = (cause: unknown): void => {
    if (!isLost) onLost(cause);
    // For good: the file is now older than what is known here, and reading it would undo a sign-in.
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
    // Looked at again: until the lock was ours, another process may have put a good file there.
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

/** Not an empty text: MSAL takes that for “leave everything as it is”, and a signed-out user would stay signed in. */
const emptyCache = "{}";
