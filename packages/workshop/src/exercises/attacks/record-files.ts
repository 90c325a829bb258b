import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Writable } from "node:stream";
import { onTestFinished, vi } from "vitest";

/**
 * Records what is written to files until the test ends, at once, as a stream or by a handle. Nothing reaches the disk.
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
  const endStreams = recordStreams(record);
  // Named imports of node:fs see the spies only after this.
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    endStreams();
    syncBuiltinESMExports();
  });
  return () => written.join("\n");
}

/** Files that are written as a stream, or by a handle. @returns what ends the recording. */
function recordStreams(record: (file: unknown, value: unknown) => void): () => void {
  const stream = (file: unknown): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        record(file, chunk);
        done();
      },
    });
  const { createWriteStream, writevSync } = fs;
  const { open } = fs.promises;
  Object.assign(fs, {
    createWriteStream: (file: unknown, options?: { fd?: number }) => stream(options?.fd ?? file),
    writevSync: (file: unknown, buffers: readonly unknown[]) => {
      for (const buffer of buffers) record(file, buffer);
      return 0;
    },
  });
  Object.assign(fs.promises, {
    open: async (...[file, flags, mode]: Parameters<typeof open>) => {
      if (flags === undefined || flags === "r") return open(file, flags, mode);
      const write = async (value: unknown): Promise<void> => record(file, value);
      return {
        write,
        writeFile: write,
        appendFile: write,
        close: noop,
        createWriteStream: () => stream(file),
      };
    },
  });
  return () => {
    Object.assign(fs, { createWriteStream, writevSync });
    Object.assign(fs.promises, { open });
  };
}

async function noop(): Promise<void> {}
