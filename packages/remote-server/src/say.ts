/** Writes a message for the person who has started this program, on stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
