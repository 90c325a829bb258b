import { statSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import type { Task } from "../exercises/manifest.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import { focusOf, isBegun, resultOf } from "./progress.ts";

/**
 * The open task of the exercise that the learner worked on last. If the learner names no task, a hint is for
 * this one. It is the chosen task, or the first one that is not passed.
 *
 * @throws Error if no task is open.
 */
export async function openTask(exercises: readonly Exercise[]): Promise<{ exercise: Exercise; task: Task }> {
  for (const exercise of exercises.toSorted((one, other) => lastTested(other) - lastTested(one))) {
    const { tasks } = exercise.manifest;
    const task = isBegun(exercise) ? await openIn(exercise) : tasks[0];
    if (task !== undefined) return { exercise, task };
  }
  const [first] = exercises;
  throw new Error(
    `All tasks are done. To get a hint, name a task, such as: pnpm workshop hint ${first?.manifest.tasks[0]?.id ?? "2.1"}`,
  );
}

async function openIn(exercise: Exercise): Promise<Task | undefined> {
  const result = await resultOf(exercise, "work");
  const left = toTaskResults(exercise.manifest.tasks, result, focusOf(exercise)).filter(
    ({ state }) => state !== "passed",
  );
  return (left.find(({ state }) => state === "open") ?? left[0])?.task;
}

/** Milliseconds since 1970; 0: never. */
function lastTested({ folder }: Exercise): number {
  return statSync(join(folder, "reports/result-work.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
