import process from "node:process";

/** One line for people. stdout carries the protocol: one stray word there would break the client's parser. */
export function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
