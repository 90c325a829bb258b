import type { Task } from "./manifest.ts";
import type { RunResult } from "./run-tests.ts";
import type { TestResult } from "./test-result.ts";
import { taskOf } from "./test-names.ts";

/** `open`: the first task that is not passed; `not-yet`: what comes after it, whether or not it passes already. */
export interface TaskResult {
  task: Task;
  state: "passed" | "open" | "not-yet";
  tests: readonly TestResult[];
}

/** Task by task, so that learners see one thing to do at a time. Where tests could not run, the first task is open. */
export function toTaskResults(tasks: readonly Task[], { tests, errors }: RunResult): TaskResult[] {
  let isOpen = false;
  return tasks.map((task) => {
    const own = tests.filter(({ name }) => taskOf(name) === task.id);
    if (isOpen) return { task, state: "not-yet", tests: own };
    const isPassed = errors.length === 0 && own.length > 0 && own.every(({ state }) => state === "passed");
    isOpen = !isPassed;
    return { task, state: isPassed ? "passed" : "open", tests: own };
  });
}
