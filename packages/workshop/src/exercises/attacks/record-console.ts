import { format } from "node:util";
import { onTestFinished, vi } from "vitest";

/** @returns what has been written since, to the console or past it; until the test ends. */
export function recordConsole(): () => string {
  const methods = ["debug", "dir", "error", "info", "log", "table", "trace", "warn"] as const;
  const written: string[] = [];
  const spies = [
    ...methods.map((method) =>
      vi
        .spyOn(console, method)
        .mockImplementation((...values: unknown[]) => void written.push(format(...values))),
    ),
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((text) => {
        written.push(String(text));
        return true;
      }),
    ),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return () => written.join("\n");
}
