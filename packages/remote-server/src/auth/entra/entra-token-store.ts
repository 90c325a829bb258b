import type { ICachePlugin } from "@azure/msal-node";
import { hashToken, type UpdatableStore } from "@mcp-entra/auth-core";
import { readable } from "./readable.ts";

/**
 * Entra's tokens, encrypted, one record for each session. They never leave this server. An MCP client has a
 * session token, which refers to this record.
 *
 * MSAL does not give out refresh tokens, only its serialized cache. So a record contains that cache. Each
 * session has its own cache, so one user can never get another user's account by mistake.
 */
export interface EntraTokenStore {
  /** Stores the tokens of a sign-in. @param cache as MSAL serializes it. */
  begin(sessionId: string, cache: string, ttlSeconds: number): Promise<void>;
  /**
   * MSAL reads and renews the record with this. It never creates a record. @param ttlSeconds for what it
   * writes.
   */
  cacheFor(sessionId: string, ttlSeconds: number): ICachePlugin;
  /** Keeps the record for `ttlSeconds` from now on. */
  keep(sessionId: string, ttlSeconds: number): Promise<void>;
  forget(sessionId: string): Promise<void>;
}

/** @param store a store that encrypts. */
export function createEntraTokenStore(
  store: Pick<UpdatableStore, "get" | "set" | "update" | "delete">,
): EntraTokenStore {
  // The result does not matter: a record that was deleted meanwhile stays deleted.
  const renew = async (sessionId: string, change: (cache: string) => string, ttlSeconds: number) =>
    store.update(recordKey(sessionId), (cache = "") => {
      // Entra may answer long after the session has ended. Then no record would refer to these tokens.
      if (cache === "") return undefined;
      return { value: change(cache), ttlSeconds };
    });
  return {
    begin: async (sessionId, cache, ttlSeconds) => store.set(recordKey(sessionId), cache, ttlSeconds),
    cacheFor: (sessionId, ttlSeconds) => ({
      beforeCacheAccess: async (context) => {
        const cache = await readable(store.get(recordKey(sessionId)));
        if (cache !== undefined) context.tokenCache.deserialize(cache);
      },
      afterCacheAccess: async (context) => {
        if (context.cacheHasChanged) await renew(sessionId, () => context.tokenCache.serialize(), ttlSeconds);
      },
    }),
    keep: async (sessionId, ttlSeconds) => {
      await readable(renew(sessionId, (cache) => cache, ttlSeconds));
    },
    forget: async (sessionId) => store.delete(recordKey(sessionId)),
  };
}

function recordKey(sessionId: string): string {
  return `entra:${hashToken(sessionId)}`;
}
