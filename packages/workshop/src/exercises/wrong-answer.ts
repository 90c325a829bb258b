import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";

/** A stored wrong answer: what the comment says that its file begins with. */
export interface WrongAnswer {
  /** The folder's name: `any-audience`. */
  name: string;
  /** The mistake in one sentence. */
  mistake: string;
  /** Names of the tests that fail because of it; all others pass. */
  caughtBy: readonly string[];
  /** What it lets an attacker do, in one sentence. */
  gain: string;
  /** What to look at, for somebody who has made the same mistake. */
  hint: string;
}

/**
 * The comment that one file of a wrong answer begins with, one line a fact:
 *
 * ```
 * // Mistake: …
 * // Caught by: [2.3] …          (one line a test)
 * // An attacker: …
 * // Hint: …
 * ```
 *
 * @returns undefined when there is no such comment, or something is missing in it.
 */
export function readWrongAnswer(exerciseFolder: string, name: string): WrongAnswer | undefined {
  const folder = join(exerciseFolder, "wrong", name);
  const headers = filesUnder(folder)
    .map((file) => headerOf(readFileSync(join(folder, file), "utf8")))
    .filter((header) => header.mistake !== undefined);
  const [header] = headers;
  if (headers.length !== 1 || header === undefined) return undefined;
  const { mistake, caughtBy, gain, hint } = header;
  if (mistake === undefined || gain === undefined || hint === undefined) return undefined;
  return caughtBy.length === 0 ? undefined : { name, mistake, caughtBy, gain, hint };
}

function headerOf(source: string): Partial<WrongAnswer> & { caughtBy: string[] } {
  const lines = source.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("//"));
  const facts = lines.slice(0, end).map((line) => /^\/\/ ([A-Z][a-z ]+): (.+)$/.exec(line));
  const all = (label: string): string[] =>
    facts.flatMap((fact) => (fact?.[1] === label && fact[2] !== undefined ? [fact[2].trim()] : []));
  const [mistake] = lines[0]?.startsWith("// Mistake: ") ? all("Mistake") : [];
  const [gain] = all("An attacker");
  const [hint] = all("Hint");
  return {
    caughtBy: all("Caught by"),
    ...(mistake === undefined ? {} : { mistake }),
    ...(gain === undefined ? {} : { gain }),
    ...(hint === undefined ? {} : { hint }),
  };
}
