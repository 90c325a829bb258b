import { vi } from "vitest";

/** Waits until `check` no longer throws: patiently, for busy machines. */
export async function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 40_000, interval: 20 });
}
