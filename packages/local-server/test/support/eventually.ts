import { vi } from "vitest";

/** Waits until `check` no longer throws. It waits long enough for a busy machine. */
export async function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 40_000, interval: 20 });
}
