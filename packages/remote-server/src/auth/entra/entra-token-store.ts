import type { ICachePlugin } from "@azure/msal-node";
import { hashToken, type UpdatableStore } from "@mcp-entra/auth-core";
import { readable } from "./readable.ts";

/**
 * Entra's tokens, one record a session, encrypted. They never leave this server: an MCP client holds a session token,
 * and this is what it stands for.
 *
 * MSAL keeps refresh tokens to itself and hands out its serialized cache instead, so that is what a record holds. One
 * cache a session, rather than one for all, means that no mix-up of accounts can ever cross a user's border.
 */
export interface EntraTokenStore {
  /** What a sign-in has brought. @param cache as MSAL serializes it. */
  begin(sessionId: string, cache: string, ttlSeconds: number): Promise<void>;
  /** MSAL reads and renews the record through this. It never makes one. @param ttlSeconds for what it writes. */
  cacheFor(sessionId: string, ttlSeconds: number): ICachePlugin;
  /** Keeps the record for `ttlSeconds` from now on. */
  keep(sessionId: string, ttlSeconds: number): Promise<void>;
  forget(sessionId: string): Promise<void>;
}

/** @param store an encrypting one. */
export function createEntraTokenStore(
  store: Pick<UpdatableStore, "get" | "set" | "update" | "delete">,
): EntraTokenStore {
  // Whatever comes of it: a record that has been deleted meanwhile stays deleted.
  const renew = async (sessionId: string, change: (cache: string) => string, ttlSeconds: number) =>
    store.update(recordKey(sessionId), (cache = "") => {
      // Entra may answer when the session has long been ended; nothing would lead to these tokens any more.
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
