import { relative } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import type { Task } from "../exercises/manifest.ts";
import { hasPassed, type RunResult, runTests } from "../exercises/run-tests.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import { openWorkFolder } from "../exercises/work-folder.ts";
import { describeRun } from "./describe-run.ts";
import { remember } from "./progress.ts";

export interface TestWorkOptions {
  watch: boolean;
  /** The task that the learner has chosen; else they are led from the first to the last. */
  focus?: Task | undefined;
}

/**
 * Tests the learner's files, and again at every save while `watch`; makes them from the starter first, if there are none.
 * The exit code is 0 when the run passed, or the task in focus, and when watching was stopped.
 */
export async function testWork(
  exercise: Exercise,
  { watch, focus }: TestWorkOptions,
  print: (text: string) => void,
): Promise<void> {
  const { manifest, folder } = exercise;
  const work = openWorkFolder(folder);
  const path = relative(process.cwd(), work.folder) || work.folder;
  if (work.isNew) print(`Your copy of the starter is in ${path}/. Edit it there; git leaves it alone.`);
  if (work.missing.length > 0) {
    print(
      `${path}/ lacks ${work.missing.join(", ")}. Copy what is missing from starter/, or begin anew with: pnpm workshop reset ${exercise.number}`,
    );
    process.exitCode = 1;
    return;
  }
  const head = `${manifest.title}  (edit in ${path}/: ${manifest.edit.join(", ")})`;
  const onResult = (result: RunResult): void => {
    remember(exercise, "work", result, focus?.id);
    print(`\n${head}\n\n${describeRun(exercise, result, focus?.id)}`);
    if (watch) print("Waiting for changes; press Ctrl+C to stop.");
    process.exitCode = isDone(exercise, result, focus) ? 0 : 1;
  };
  const { stop } = await runTests(exercise, "work", { watch, onResult });
  if (watch) {
    await interrupted();
    // A learner who stops watching has not failed at anything, whatever the last run said. Set at once: Vitest ends the process.
    process.exitCode = 0;
    print("\nStopped.");
  }
  await stop();
}

function isDone({ manifest }: Exercise, result: RunResult, focus: Task | undefined): boolean {
  if (focus === undefined) return hasPassed(result);
  const tasks = toTaskResults(manifest.tasks, result, focus.id);
  return tasks.some(({ task, state }) => task.id === focus.id && state === "passed");
}

/** Until Ctrl+C, or until the terminal or another process ends this one. */
async function interrupted(): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}
