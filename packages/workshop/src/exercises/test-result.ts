import type { TestCase } from "vitest/node";
import type { Note } from "./note-on-failure.ts";
import { withoutTokens } from "../recording/token-shapes.ts";

/** How one test ended. */
export interface TestResult {
  /** Begins with its task: “[2.3] refuses …”. */
  name: string;
  state: "passed" | "failed" | "skipped";
  failures: readonly Failure[];
  /** What the test has noted, and what the learner's code has written to the console meanwhile. */
  notes?: readonly Note[];
}

interface Failure {
  /** `assertion`: what the learner is meant to see. Anything else tells them that something is broken. */
  kind: "assertion" | "time-out" | "other";
  message: string;
  /** Where: `file:line`, in the test's own file or beneath it. */
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
    notes: [...(test.meta().notes ?? []), ...output].map(withoutTokens),
  };
}

function kindOf(name: string | undefined, message: string): Failure["kind"] {
  if (/^(Test|Hook) timed out/.test(message)) return "time-out";
  return name === "AssertionError" ? "assertion" : "other";
}
