import { format } from "node:util";
import { onTestFinished, vi } from "vitest";

/** @returns what has been written since, to the console or past it; until the test ends. */
export function recordConsole(): () => string[] {
  const methods = ["debug", "error", "info", "log", "trace", "warn"] as const;
  const spies = methods.map((method) => vi.spyOn(console, method));
  const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write"));
  onTestFinished(() => [...spies, ...streams].forEach((spy) => spy.mockRestore()));
  return () => [
    ...spies.flatMap(({ mock }) => mock.calls.map((values) => format(...values))),
    ...streams.flatMap(({ mock }) => mock.calls.map(([text]) => String(text))),
  ];
}
