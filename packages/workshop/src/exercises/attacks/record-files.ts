import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

/**
 * Records what is written to files until the test ends. Nothing reaches the disk.
 *
 * @param onStdout gets the text that is written to stdout as a file.
 */
export function recordFiles(onStdout?: (text: string) => void): () => string {
  const written: string[] = [];
  const record = (file: unknown, value: unknown): void => {
    const text = value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
    written.push(text);
    if (file === 1 || file === "/dev/stdout") onStdout?.(text);
  };
  const withCallback = (file: unknown, data: unknown, ...rest: unknown[]): void => {
    record(file, data);
    const done = rest.at(-1);
    if (typeof done === "function") done(null);
  };
  const spies = [
    ...(["writeFileSync", "appendFileSync", "writeSync"] as const).map((name) =>
      vi.spyOn(fs, name).mockImplementation((file: unknown, data: unknown) => {
        record(file, data);
        return 0;
      }),
    ),
    ...(["writeFile", "appendFile"] as const).flatMap((name) => [
      vi
        .spyOn(fs.promises, name)
        .mockImplementation(async (file: unknown, data: unknown) => record(file, data)),
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
