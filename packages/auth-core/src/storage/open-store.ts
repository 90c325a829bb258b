import { ConfigurationError } from "../errors/errors.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { describeStoreLocation, isRedisUrl } from "./store-location.ts";
import type { Now, Store } from "./store.ts";

/**
 * Opens the store that SESSION_STORE names: `memory:`, `sqlite:PATH`, `redis://HOST:PORT` or `rediss://HOST:PORT`.
 *
 * @param now for the first two. Redis uses its own clock.
 * @throws ConfigurationError for other values; StoreError if it cannot be opened.
 *
 * @example
 * ```ts
 * const reopened = await openStore(`sqlite:${join(folder, "sessions.sqlite")}`);
 * expect(await reopened.get("session:1")).toBe("Ada's");
 * await reopened.close();
 * ```
 */
export async function openStore(location: string, now: Now = () => Date.now()): Promise<Store> {
  if (location === "memory:") return createMemoryStore(now);
  if (/^sqlite:./.test(location)) return createSqliteStore(location.slice("sqlite:".length), now);
  // Loaded only if it is used: the local server and others start without it.
  if (isRedisUrl(location)) return (await import("./redis-store.ts")).createRedisStore(location);
  throw new ConfigurationError(
    `SESSION_STORE is ${JSON.stringify(describeStoreLocation(location))}. Expected “memory:”, “sqlite:” and a path, or “redis://” or “rediss://” and a host, for example SESSION_STORE=sqlite:./sessions.sqlite`,
  );
}
