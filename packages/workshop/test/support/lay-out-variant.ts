import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { type Exercise, listExercises } from "../../src/exercises/exercise.ts";
import { readVariants } from "../../src/exercises/variants.ts";

export function exerciseNumber(number: number): Exercise {
  const found = listExercises().find((exercise) => exercise.number === number);
  if (found === undefined) throw new Error(`There is no exercise ${number}.`);
  return found;
}

/** A folder among the exercise's reports, which git ignores. It is removed when the test ends. */
function createFolderIn({ folder }: Exercise): string {
  mkdirSync(join(folder, "reports"), { recursive: true });
  const made = mkdtempSync(join(folder, "reports/variant-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** @param name for example `wrong/token-in-the-log`. @returns the folder of its files, relative to the exercise's folder. */
export function layOutVariant(exercise: Exercise, name: string): string {
  const folder = createFolderIn(exercise);
  writeVariant(exercise, name, folder);
  return relative(exercise.folder, folder);
}

/** A copy of the exercise with a variant as the learner's files, and with only one file of tests. */
export function copyExercise(exercise: Exercise, name: string, tests: string): Exercise {
  const folder = createFolderIn(exercise);
  for (const file of ["exercise.json", "package.json", "vitest.config.ts", "tests/support", `tests/${tests}`])
    cpSync(join(exercise.folder, file), join(folder, file), { recursive: true });
  writeVariant(exercise, name, join(folder, "work"));
  return { ...exercise, folder };
}

export function writeVariant({ folder }: Exercise, name: string, into: string): void {
  const variant = readVariants(folder).find((each) => each.name === name);
  if (variant === undefined || variant.files.size === 0) throw new Error(`There is no variant ${name}.`);
  for (const [file, text] of variant.files) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    writeFileSync(join(into, file), text);
  }
}
