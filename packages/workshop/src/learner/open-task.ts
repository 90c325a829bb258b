import { statSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import type { Task } from "../exercises/manifest.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import { isBegun, resultOf } from "./progress.ts";

/**
 * The first task that is still open, in the exercise that was worked on last: what somebody needs a hint for who does not say
 * for which.
 *
 * @throws Error when none is.
 */
export async function openTask(exercises: readonly Exercise[]): Promise<{ exercise: Exercise; task: Task }> {
  for (const exercise of exercises.toSorted((one, other) => lastTested(other) - lastTested(one))) {
    const { tasks } = exercise.manifest;
    const results = isBegun(exercise) ? toTaskResults(tasks, await resultOf(exercise, "work")) : [];
    const task = isBegun(exercise) ? results.find(({ state }) => state === "open")?.task : tasks[0];
    if (task !== undefined) return { exercise, task };
  }
  const [first] = exercises;
  throw new Error(
    `No task is open any more. For a hint all the same, name one, such as: pnpm workshop hint ${first?.manifest.tasks[0]?.id ?? "2.1"}`,
  );
}

/** Milliseconds since 1970; 0: never. */
function lastTested({ folder }: Exercise): number {
  return statSync(join(folder, "reports/result-work.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
