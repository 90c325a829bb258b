import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

/** @returns what has been written to files and to open streams since, past the console; until the test ends. Nothing gets to the disk. */
export function recordFiles(): () => string {
  const written: string[] = [];
  const record = (value: unknown): void => {
    written.push(value instanceof Uint8Array ? Buffer.from(value).toString() : String(value));
  };
  const withCallback = (_file: unknown, data: unknown, ...rest: unknown[]): void => {
    record(data);
    const done = rest.at(-1);
    if (typeof done === "function") done(null);
  };
  const spies = [
    ...(["writeFileSync", "appendFileSync", "writeSync"] as const).map((name) =>
      vi.spyOn(fs, name).mockImplementation((_file: unknown, data: unknown) => {
        record(data);
        return 0;
      }),
    ),
    ...(["writeFile", "appendFile"] as const).flatMap((name) => [
      vi.spyOn(fs.promises, name).mockImplementation(async (_file: unknown, data: unknown) => record(data)),
      vi.spyOn(fs, name).mockImplementation(withCallback),
    ]),
  ];
  // Named imports of node:fs see the spies only after this.
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  });
  return () => written.join("\n");
}
