import type { TestCase } from "vitest/node";
import type { Note } from "./note-on-failure.ts";
import { withoutTokens } from "../recording/token-shapes.ts";

/** How one test ended. */
export interface TestResult {
  /** Begins with its task: “[2.3] refuses …”. */
  name: string;
  state: "passed" | "failed" | "skipped";
  failures: readonly Failure[];
  /** The notes of the test, and the console output of the learner's code. */
  notes?: readonly Note[];
}

/** One run of an exercise's tests against one variant. */
export interface RunResult {
  tests: readonly TestResult[];
  /** Errors that prevented tests from running, such as a file that cannot be imported. */
  errors: readonly string[];
}

interface Failure {
  /**
   * `assertion`: a message for the learner. `uncaught`: an error that no code has caught, while the test ran.
   * Any other kind says that something is broken.
   */
  kind: "assertion" | "time-out" | "uncaught" | "other";
  message: string;
  /** The place: `file:line`, in the test's own file or in a called file. */
  place: string | undefined;
}

/** @param output what was written to the console during this test. */
export function toTestResult(test: TestCase, output: readonly string[] = []): TestResult {
  const { state, errors = [] } = test.result();
  return {
    name: test.name,
    state: state === "pending" ? "skipped" : state,
    failures: errors.map(({ name, message, stacks = [] }) => ({
      kind: kindOf(name, message),
      message: withoutTokens(message),
      place: stacks[0] === undefined ? undefined : `${stacks[0].file}:${stacks[0].line}`,
    })),
    notes: [...(test.meta().notes ?? []), ...output.map((text) => `Printed to the console: ${text}`)].map(
      withoutTokens,
    ),
  };
}

function kindOf(name: string | undefined, message: string): Failure["kind"] {
  if (/^(Test|Hook) timed out/.test(message)) return "time-out";
  return name === "AssertionError" ? "assertion" : "other";
}
