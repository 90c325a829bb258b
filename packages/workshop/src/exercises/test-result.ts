import type { TestCase } from "vitest/node";

/** How one test ended. */
export interface TestResult {
  /** Begins with its task: “[2.3] refuses …”. */
  name: string;
  state: "passed" | "failed" | "skipped";
  failures: readonly Failure[];
}

interface Failure {
  /** `assertion`: what the learner is meant to see. Anything else tells them that something is broken. */
  kind: "assertion" | "time-out" | "other";
  message: string;
  /** Where: `file:line`, in the test's own file or beneath it. */
  place: string | undefined;
}

export function toTestResult(test: TestCase): TestResult {
  const { state, errors = [] } = test.result();
  return {
    name: test.name,
    state: state === "pending" ? "skipped" : state,
    failures: errors.map(({ name, message, stacks = [] }) => ({
      kind: kindOf(name, message),
      message,
      place: stacks[0] === undefined ? undefined : `${stacks[0].file}:${stacks[0].line}`,
    })),
  };
}

function kindOf(name: string | undefined, message: string): Failure["kind"] {
  if (/^(Test|Hook) timed out/.test(message)) return "time-out";
  return name === "AssertionError" ? "assertion" : "other";
}
