import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { headOf } from "./mistake-diff.ts";

/** A stored wrong answer, from the head of `wrong/<name>.diff`. */
export interface WrongAnswer {
  /** The file's name without `.diff`: `any-audience`. */
  name: string;
  /** The mistake in one sentence. */
  mistake: string;
  /** One of `kinds`; an exercise with a `kinds.json` needs it. */
  kind: string | undefined;
  /** Names of the tests that fail because of it. All others pass. */
  caughtBy: readonly string[];
  /** What an attacker can do with it, in one sentence. */
  gain: string;
  /** A hint for a learner who has made the same mistake. */
  hint: string;
}

/** The names of the diffs in `wrong/`. */
export function wrongAnswerNames(exerciseFolder: string): string[] {
  return diffNames(join(exerciseFolder, "wrong"));
}

/**
 * The names of the diffs in `right/`, as `right/<name>`: right answers that differ from the solution in one
 * point.
 */
export function rightAnswerNames(exerciseFolder: string): string[] {
  return diffNames(join(exerciseFolder, "right")).map((name) => `right/${name}`);
}

function diffNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".diff"))
    .map((file) => file.slice(0, -".diff".length))
    .toSorted();
}

/** The path of a diff. @param name of a wrong answer, or `right/<name>` of a right one. */
export function diffPath(exerciseFolder: string, name: string): string {
  return join(exerciseFolder, name.startsWith("right/") ? "" : "wrong", `${name}.diff`);
}

/** The whole text of a stored diff. */
export function readDiff(exerciseFolder: string, name: string): string {
  return readFileSync(diffPath(exerciseFolder, name), "utf8");
}

/** @returns undefined if the head of the diff is incomplete. */
export function readWrongAnswer(exerciseFolder: string, name: string): WrongAnswer | undefined {
  return parseHead(name, headOf(readDiff(exerciseFolder, name)));
}

/**
 * The head of a diff, one line for each fact:
 *
 * ```
 * Mistake: …
 * Kind: …                     (one of kinds.ts)
 * Caught by: [2.3] …          (one line a test)
 * An attacker: …
 * Hint: …
 * ```
 *
 * @returns undefined if it is incomplete.
 */
function parseHead(name: string, head: string): WrongAnswer | undefined {
  const facts = head.split(/\r?\n/).map((line) => /^([A-Z][a-z ]+): (.*\S)\s*$/.exec(line));
  const all = (label: string): string[] =>
    facts.flatMap((fact) => (fact?.[1] === label && fact[2] !== undefined ? [fact[2]] : []));
  const [mistake] = all("Mistake");
  const [gain] = all("An attacker");
  const [hint] = all("Hint");
  const caughtBy = all("Caught by");
  if (mistake === undefined || gain === undefined || hint === undefined) return undefined;
  const [kind] = all("Kind");
  return caughtBy.length === 0 ? undefined : { name, mistake, kind, caughtBy, gain, hint };
}
