import { type Exercise, findExercise } from "./exercise.ts";
import type { Task } from "./manifest.ts";

/** Whether a user means a task (`2.1` or `02.1`) and not an exercise. */
export function namesTask(wanted: string): boolean {
  return /^\d{1,2}\.\d+$/.test(wanted);
}

/**
 * The object of a command: an exercise, or the file of one of its tasks.
 *
 * @throws Error if the tasks of that exercise share their files.
 */
export function fileOfTask({ exercise, task }: { exercise: Exercise; task: Task }, command: string): string {
  if (task.file !== undefined) return task.file;
  throw new Error(
    `Task ${task.id} has no separate file: the tasks of ${exercise.name} share their files. For the whole exercise, run: pnpm workshop ${command} ${exercise.number}`,
  );
}

/** @throws Error if there is no such task. It lists the tasks. */
export function findTask(wanted: string, exercises: readonly Exercise[]): { exercise: Exercise; task: Task } {
  const [number = "", rest = ""] = wanted.split(".");
  const exercise = findExercise(number, exercises);
  if (exercise === undefined) {
    const numbers = exercises.map((each) => each.number).join(", ");
    throw new Error(`There is no task “${wanted}”. The exercises are ${numbers}; a task is named like 2.1.`);
  }
  const { tasks } = exercise.manifest;
  const task = tasks.find(({ id }) => id === `${exercise.number}.${rest}`);
  if (task !== undefined) return { exercise, task };
  const ids = tasks.map(({ id }) => id).join(", ");
  throw new Error(`There is no task “${wanted}” in ${exercise.name}. There are ${ids}.`);
}
