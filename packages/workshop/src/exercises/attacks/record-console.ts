import { format } from "node:util";
import { onTestFinished, vi } from "vitest";

/** Until the test ends, as on a machine on which a developer looks for a mistake. A token has no place in such a log either. */
export function turnDebuggingOn(): void {
  for (const [name, value] of Object.entries({ DEBUG: "*", VERBOSE: "1", LOG_LEVEL: "debug" }))
    vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** @returns what has been written since, to the console or past it; until the test ends. Debugging is on. */
export function recordConsole(): () => string {
  turnDebuggingOn();
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
