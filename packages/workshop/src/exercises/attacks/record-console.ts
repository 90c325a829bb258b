import { format } from "node:util";
import { onTestFinished, vi } from "vitest";

/** The methods of console that write. */
export const consoleMethods = ["debug", "dir", "error", "info", "log", "table", "trace", "warn"] as const;

/** Turns debugging on until the test ends, as a developer does. Such a log must not contain a token either. */
export function turnDebuggingOn(): void {
  for (const [name, value] of Object.entries({ DEBUG: "*", VERBOSE: "1", LOG_LEVEL: "debug" }))
    vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** Records each text that is written to the console, to its streams or as a warning until the test ends. Debugging is on. */
export function recordConsole(): () => string[] {
  turnDebuggingOn();
  const written: string[] = [];
  const spies = [
    ...consoleMethods.map((method) =>
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
  // Node prints a warning to stderr.
  const warnings = vi
    .spyOn(process, "emitWarning")
    .mockImplementation((warning: unknown) => void written.push(String(warning)));
  onTestFinished(() => [...spies, warnings].forEach((spy) => spy.mockRestore()));
  return () => [...written];
}
