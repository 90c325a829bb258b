import { format } from "node:util";
import { onTestFinished, vi } from "vitest";

/** @returns what has been written to the console since, line by line; until the test ends. */
export function recordConsole(): () => string[] {
  const methods = ["debug", "error", "info", "log", "warn"] as const;
  const spies = methods.map((method) => vi.spyOn(console, method));
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return () => spies.flatMap(({ mock }) => mock.calls.map((values) => format(...values)));
}
