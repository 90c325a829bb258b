import type { Task } from "./manifest.ts";
import type { RunResult, TestResult } from "./test-result.ts";
import { taskOf } from "./test-names.ts";

/** `open`: the task that the learner works on; `not-yet`: the other tasks that are not passed. */
export interface TaskResult {
  task: Task;
  state: "passed" | "open" | "not-yet";
  tests: readonly TestResult[];
}

/**
 * Task by task, so that learners see one thing to do at a time. If tests could not run, no task is passed.
 *
 * @param focus the ID of the open task, unless it is passed; else the first task that is not passed.
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
