import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";
import { type Files, makeMistake, type Rejected } from "./mistake-diff.ts";
import { readDiff, rightAnswerNames, wrongAnswerNames } from "./wrong-answer.ts";

/** One set of the files that learners edit. */
export interface Variant {
  /** `starter`, `solution`, `alternative`, `right/<name>` or `wrong/<mistake>`. */
  name: string;
  /** None if the diff of a wrong answer does not apply. */
  files: Files;
  /** For a diff: the files that it changes. For the others: all files. */
  changed: readonly string[];
  /** The parts of a diff that do not fit the solution. */
  rejected: readonly Rejected[];
  /** Why a diff cannot be read. */
  unreadable?: string;
}

/**
 * The starter, the solution, the alternative, and every other right and wrong answer. Such an answer is the
 * solution with a diff.
 */
export function readVariants(exerciseFolder: string): Variant[] {
  const complete = ["starter", "solution", "alternative"].map((name) => {
    const files = readFiles(join(exerciseFolder, name));
    return { name, files, changed: [...files.keys()], rejected: [] };
  });
  const solution = readFiles(join(exerciseFolder, "solution"));
  const right = rightAnswerNames(exerciseFolder).map((name) =>
    readChanged(exerciseFolder, name, name, solution),
  );
  const wrong = wrongAnswerNames(exerciseFolder).map((name) =>
    readChanged(exerciseFolder, name, `wrong/${name}`, solution),
  );
  return [...complete, ...right, ...wrong];
}

/** The files under a folder, with their text. */
export function readFiles(folder: string): Files {
  return new Map(filesUnder(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

function readChanged(exerciseFolder: string, diff: string, name: string, solution: Files): Variant {
  try {
    const { files, changed, rejected } = makeMistake(readDiff(exerciseFolder, diff), solution);
    return { name, files: rejected.length === 0 ? files : new Map(), changed, rejected };
  } catch (error) {
    const unreadable = error instanceof Error ? error.message : String(error);
    return { name, files: new Map(), changed: [], rejected: [], unreadable };
  }
}
