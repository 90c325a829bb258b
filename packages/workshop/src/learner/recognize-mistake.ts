import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { changedFiles } from "../exercises/mistake-diff.ts";
import { type TaskResult, toTaskResults } from "../exercises/task-results.ts";
import type { RunResult, TestResult } from "../exercises/test-result.ts";
import { readDiff, readWrongAnswer, type WrongAnswer, wrongAnswerNames } from "../exercises/wrong-answer.ts";

/**
 * The stored wrong answers that fail the same tests as the learner's files. There are several if the tests
 * cannot distinguish them.
 *
 * - Only the tests up to the open task count, because later tasks may not be begun. With a task in `focus`,
 *   only its tests count.
 * - If no test of the open task passes, the learner has not begun it, and there is no mistake. The same
 *   applies to a method that still throws the starter's error, and to a file that is the same as in the
 *   starter.
 */
export function recognizeMistakes(
  { folder, manifest }: Pick<Exercise, "folder" | "manifest">,
  result: RunResult,
  focus?: string,
): WrongAnswer[] {
  if (result.errors.length > 0) return [];
  const tasks = toTaskResults(manifest.tasks, result, focus);
  const open = tasks.find(({ state }) => state === "open");
  if (open === undefined || open.tests.some(isUnwritten)) return [];
  const first = focus === undefined ? 0 : tasks.indexOf(open);
  const reached = tasks.slice(first, tasks.indexOf(open) + 1).flatMap(({ tests }) => tests);
  const answers = wrongAnswerNames(folder)
    .map((name) => readWrongAnswer(folder, name))
    .filter((answer) => answer !== undefined)
    .filter(({ name }) => isTried(folder, name));
  const exact = answers.filter((answer) => failsAlike(result.tests, answer));
  if (exact.length > 0) return exact;
  return isBegun(open) ? answers.filter((answer) => failsAlike(reached, answer)) : [];
}

/** Whether one of the files of this mistake differs from the starter. */
function isTried(folder: string, name: string): boolean {
  const read = (variant: string, file: string): string | undefined => {
    const path = join(folder, variant, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  return changedFiles(readDiff(folder, name)).some((file) => read("work", file) !== read("starter", file));
}

/** Exactly the tests that catch this mistake fail. Only the given `tests` are checked. */
function failsAlike(tests: readonly TestResult[], { caughtBy }: WrongAnswer): boolean {
  const failing = tests.filter(({ state }) => state !== "passed").map(({ name }) => name);
  const expected = tests.map(({ name }) => name).filter((name) => caughtBy.includes(name));
  return (
    failing.length > 0 &&
    failing.length === expected.length &&
    failing.every((name) => caughtBy.includes(name))
  );
}

function isUnwritten({ state, notes = [] }: TestResult): boolean {
  return state === "failed" && notes.some((note) => note.includes("Not written yet."));
}

function isBegun({ tests }: TaskResult): boolean {
  return tests.some(({ state }) => state === "passed");
}
