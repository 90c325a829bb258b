import { Writable } from "node:stream";

/** The part of `process` that is needed. */
export interface OutputProcess {
  stdout: Pick<NodeJS.WriteStream, "write">;
  stderr: Pick<NodeJS.WriteStream, "write">;
}

/**
 * Keeps stdout for the protocol. All other output on stdout, for example `console.log` in a library or a
 * broker plug-in, goes to stderr from now on: one wrong line ends the connection in most clients.
 *
 * @returns the only way to stdout that is left.
 */
export function reserveStdout(process: OutputProcess): Writable {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return new Writable({
    decodeStrings: false,
    // stdout itself tells that its reader has gone, and ends this process (whenTheClientLeaves).
    write: (chunk: string | Uint8Array, _encoding, done) => void write(chunk, () => done()),
  });
}
