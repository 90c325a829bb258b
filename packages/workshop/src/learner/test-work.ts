import { relative } from "node:path";
import process from "node:process";
import type { Exercise } from "../exercises/exercise.ts";
import type { Task } from "../exercises/manifest.ts";
import { hasPassed, runTests } from "../exercises/run-tests.ts";
import type { RunResult } from "../exercises/test-result.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import { openWorkFolder } from "../exercises/work-folder.ts";
import { paintFor } from "./describe-board.ts";
import { describeDiff } from "./describe-diff.ts";
import { describeRun } from "./describe-run.ts";
import { failureCode, hasTerminal } from "./exit-code.ts";
import { giveHint } from "./hint.ts";
import { remember } from "./progress.ts";
import { listenToKeys } from "./watch-keys.ts";

export interface TestWorkOptions {
  watch: boolean;
  /** The task that the learner has chosen; without it, the tasks follow from the first to the last. */
  focus?: Task | undefined;
}

const endOfRun = {
  keys: "Waiting for changes. Keys: h hint, d diff, r run again, q quit.",
  noKeys: "Waiting for changes; press Ctrl+C to stop.",
};

/**
 * Tests the learner's files. With `watch`, it tests again at every save. If there are no files, it first
 * makes them from the starter. The exit code is 0 if the run or the task in focus passed, after watching was
 * stopped, and at a terminal (see `failureCode`).
 */
export async function testWork(
  exercise: Exercise,
  { watch, focus }: TestWorkOptions,
  print: (text: string) => void,
): Promise<void> {
  const path = openWork(exercise, print);
  if (path === undefined) return;
  const head = `${exercise.manifest.title}  (edit in ${path}/: ${exercise.manifest.edit.join(", ")})`;
  const withKeys = watch && hasTerminal();
  let last: RunResult | undefined;
  let exitCode = 0;
  let begun = performance.now();
  const onStart = (): void => {
    begun = performance.now();
    print("\nRunning the tests …");
  };
  const onResult = (result: RunResult): void => {
    last = result;
    remember(exercise, "work", result, focus?.id);
    print(`\n${head}\n\n${describeRun(exercise, result, focus?.id)}`);
    print(`The tests took ${((performance.now() - begun) / 1_000).toFixed(1)} seconds.`);
    if (watch) print(withKeys ? endOfRun.keys : endOfRun.noKeys);
    exitCode = isDone(exercise, result, focus) ? 0 : failureCode();
    process.exitCode = exitCode;
  };
  // Printed first, because loading the tests takes longer than running them.
  onStart();
  const { rerun, stop } = await runTests(exercise, "work", { watch, onResult, onRerun: onStart });
  if (watch) {
    const help = (): string => describeHint(exercise, last, focus);
    const diff = (): string => describeDiff(exercise, paintFor(process.stdout));
    await stopped(withKeys, {
      h: () => print(`\n${help()}`),
      d: () => print(`\n${diff()}`),
      r: () => void rerun(),
    });
    // If a learner stops watching, this is not a failure, for any last result. Set now, because
    // Vitest ends the process.
    exitCode = 0;
    process.exitCode = exitCode;
    print("\nStopped.");
  }
  await stop();
  process.exitCode = exitCode;
}

/**
 * @returns the path of the learner's folder; undefined if files are missing, after a message for the learner.
 */
function openWork({ folder, number }: Exercise, print: (text: string) => void): string | undefined {
  const work = openWorkFolder(folder);
  const path = relative(process.cwd(), work.folder) || work.folder;
  if (work.isNew) print(`Your copy of the starter is in ${path}/. Edit it there; git ignores it.`);
  if (work.missing.length === 0) return path;
  print(
    `${path}/ lacks ${work.missing.join(", ")}. Copy what is missing from starter/, or begin again with: pnpm workshop reset ${number}`,
  );
  process.exitCode = failureCode();
  return undefined;
}

function isDone({ manifest }: Exercise, result: RunResult, focus: Task | undefined): boolean {
  if (focus === undefined) return hasPassed(result);
  const tasks = toTaskResults(manifest.tasks, result, focus.id);
  return tasks.some(({ task, state }) => task.id === focus.id && state === "passed");
}

function describeHint(exercise: Exercise, result: RunResult | undefined, focus: Task | undefined): string {
  if (result === undefined) return "The tests are still running. Press h again when they have ended.";
  const tasks = toTaskResults(exercise.manifest.tasks, result, focus?.id);
  const open = tasks.find(({ state }) => state === "open");
  return open === undefined ? "There is no open task to give a hint for." : giveHint(exercise, open.task);
}

/** Until q or Ctrl+C, or until the terminal or another process ends this one. */
async function stopped(withKeys: boolean, handlers: Readonly<Record<string, () => void>>): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of signals) process.once(signal, () => resolve());
  const release = withKeys ? listenToKeys({ ...handlers, q: resolve }) : undefined;
  await promise;
  release?.();
}
