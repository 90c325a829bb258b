import { Writable } from "node:stream";

/** What is needed of `process`. */
export interface OutputProcess {
  stdout: Pick<NodeJS.WriteStream, "write">;
  stderr: Pick<NodeJS.WriteStream, "write">;
}

/**
 * Keeps stdout for the protocol. Whatever else in this process writes there, `console.log` in a library or in a broker plug-in,
 * goes to stderr from now on: one stray line would end the connection in most clients.
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
