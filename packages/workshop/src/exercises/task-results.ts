import type { Task } from "./manifest.ts";
import type { RunResult } from "./run-tests.ts";
import type { TestResult } from "./test-result.ts";
import { taskOf } from "./test-names.ts";

/** `open`: the one task that is not passed and is worked on; `not-yet`: the others that are not passed. */
export interface TaskResult {
  task: Task;
  state: "passed" | "open" | "not-yet";
  tests: readonly TestResult[];
}

/**
 * Task by task, so that learners see one thing to do at a time. Where tests could not run, no task is passed.
 *
 * @param focus the ID of the task that is open, unless it is passed; else the first that is not.
 */
export function toTaskResults(
  tasks: readonly Task[],
  { tests, errors }: RunResult,
  focus?: string,
): TaskResult[] {
  const results = tasks.map((task) => {
    const own = tests.filter(({ name }) => taskOf(name) === task.id);
    const isPassed = errors.length === 0 && own.length > 0 && own.every(({ state }) => state === "passed");
    return { task, tests: own, isPassed };
  });
  const open = focus ?? results.find(({ isPassed }) => !isPassed)?.task.id;
  return results.map(({ task, tests: own, isPassed }) => {
    const state = isPassed ? "passed" : task.id === open ? "open" : "not-yet";
    return { task, tests: own, state };
  });
}
