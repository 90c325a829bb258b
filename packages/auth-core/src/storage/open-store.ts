import { ConfigurationError } from "../errors/errors.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Now, Store } from "./store.ts";

/**
 * Opens the store that SESSION_STORE names: `memory:` or `sqlite:PATH`.
 *
 * @throws ConfigurationError for anything else; StoreError when it cannot be opened.
 */
export function openStore(location: string, now: Now = () => Date.now()): Store {
  if (location === "memory:") return createMemoryStore(now);
  if (location.startsWith("sqlite:") && location.length > "sqlite:".length) {
    return createSqliteStore(location.slice("sqlite:".length), now);
  }
  throw new ConfigurationError(
    `SESSION_STORE is ${JSON.stringify(location)}. Expected “memory:” or “sqlite:” and a path, for example SESSION_STORE=sqlite:./sessions.sqlite`,
  );
}
