import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/**
 * Connects the events of one request, and of one sign-in with several requests. Functions do not have to pass
 * an id. The ids are ours: an attacker could invent the id in a request, to hide in another user's sign-in.
 */
export interface Correlation {
  /** Everything that `work` begins has one new id. */
  run<Result>(work: () => Result): Result;
  /** Undefined outside of {@link run}. */
  current(): string | undefined;
  /** The current request continues something that already has an id. */
  adopt(id: string | undefined): void;
}

/**
 * One for a whole server: the ids are in the asynchronous context of each request.
 *
 * @example
 * ```ts
 * const correlation = createCorrelation();
 * expect(correlation.current()).toBeUndefined();
 * correlation.run(() => {
 *   expect(correlation.current()).toMatch(/^[0-9a-f-]{36}$/);
 * });
 * ```
 */
export function createCorrelation(): Correlation {
  const storage = new AsyncLocalStorage<{ id: string }>();
  return {
    run: (work) => storage.run({ id: randomUUID() }, work),
    current: () => storage.getStore()?.id,
    adopt: (id) => {
      const context = storage.getStore();
      if (context !== undefined && id !== undefined) context.id = id;
    },
  };
}
