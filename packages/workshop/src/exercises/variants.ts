import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";

/** One set of the files that learners edit. `wrong/<mistake>` holds only what differs from the solution. */
export interface Variant {
  /** `starter`, `solution`, `alternative` or `wrong/<mistake>`; also its folder in the exercise. */
  name: string;
  /** Relative path -> where that file is. */
  files: ReadonlyMap<string, string>;
}

/** The starter, the two right answers and every wrong one. */
export function readVariants(exerciseFolder: string): Variant[] {
  const complete = ["starter", "solution", "alternative"].map((name) => ({
    name,
    files: filesOf(exerciseFolder, name),
  }));
  const solution = filesOf(exerciseFolder, "solution");
  const wrong = wrongAnswerNames(exerciseFolder).map((mistake) => ({
    name: `wrong/${mistake}`,
    files: new Map([...solution, ...filesOf(exerciseFolder, `wrong/${mistake}`)]),
  }));
  return [...complete, ...wrong];
}

/** The folders of `wrong/`. */
export function wrongAnswerNames(exerciseFolder: string): string[] {
  const folder = join(exerciseFolder, "wrong");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

function filesOf(exerciseFolder: string, variant: string): Map<string, string> {
  const folder = join(exerciseFolder, variant);
  return new Map(filesUnder(folder).map((file) => [file, join(folder, file)]));
}
