import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/**
 * Ties together what belongs to one request, and to one sign-in across its requests, without every function handing an id
 * on. The ids are ours: one that came with a request could be made up, to hide in another user's sign-in.
 */
export interface Correlation {
  /** Everything that `work` begins has an id of its own. */
  run<Result>(work: () => Result): Result;
  /** Undefined outside of {@link run}. */
  current(): string | undefined;
  /** The current request turns out to go on with something that has an id already. */
  adopt(id: string | undefined): void;
}

/**
 * One for a whole server: the ids live in the asynchronous context of each request.
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
