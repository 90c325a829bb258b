import process from "node:process";

/**
 * Writes one line for people, on stderr. stdout is for the protocol: one wrong word there would break the
 * client's parser.
 */
export function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
