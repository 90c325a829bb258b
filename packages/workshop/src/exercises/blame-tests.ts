import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { SerializedError } from "vitest";
import { withoutTokens } from "../recording/token-shapes.ts";
import { testNamesIn } from "./test-names.ts";
import type { RunResult, TestResult } from "./test-result.ts";

/**
 * Gives the errors that Vitest reports outside the tests to the tests that they belong to, in `files`.
 *
 * @param files the results by the path of the test file.
 * @returns the messages of the other errors.
 */
export function blameTests(files: Map<string, RunResult>, errors: readonly SerializedError[]): string[] {
  return errors
    .filter((error) => !blameRunningTest(files, error))
    .map(messageOf)
    .filter((message) => !blameHungFile(files, message))
    .map(withoutTokens);
}

/** The error says that a worker has died, and its cause says why. */
function messageOf({ message, cause }: SerializedError): string {
  return cause?.message ?? message;
}

/**
 * An error that no code has caught, such as a rejected promise without `await`, belongs to the test that ran
 * at that time. The test fails. If it has failed already, the error stands under its message.
 *
 * @returns whether a test ran.
 */
function blameRunningTest(files: Map<string, RunResult>, error: SerializedError): boolean {
  const path = String(error["VITEST_TEST_PATH"]);
  const { tests, errors } = files.get(path) ?? { tests: [], errors: [] };
  const index = tests.findIndex(({ name }) => name === error["VITEST_TEST_NAME"]);
  const test = tests[index];
  if (test === undefined) return false;
  const message = withoutTokens(messageOf(error));
  const note = `Your code did not catch this error: ${message}`;
  const blamed: TestResult =
    test.state === "failed"
      ? { ...test, notes: [...(test.notes ?? []), note] }
      : { ...test, state: "failed", failures: [{ kind: "uncaught", message, place: placeIn(error) }] };
  files.set(path, { tests: tests.with(index, blamed), errors });
  return true;
}

/**
 * The last place in the learner's files that the stack names, as `file:line`. There stands the call that did
 * not wait. The first places are those that threw, which is often right.
 */
function placeIn({ stack = "" }: SerializedError): string | undefined {
  return /.*[( ](?:file:\/\/)?(\/[^()]+\/work\/[^():]+:\d+)/s.exec(stack)?.[1];
}

/**
 * If a test file was stopped, its own task gets the failure: its first test without a result has failed. If
 * the loop began during the import, its tests are not known. Then their names are read from the file.
 *
 * @returns whether the message is about such a file.
 */
function blameHungFile(files: Map<string, RunResult>, message: string): boolean {
  const name = /^(\S+\.test\.ts) did not end/.exec(message)?.[1];
  const path = [...files.keys()].find((each) => basename(each) === name);
  if (path === undefined) return false;
  const known = files.get(path)?.tests ?? [];
  const tests =
    known.length > 0
      ? known
      : testNamesIn(readFileSync(path, "utf8")).map((each): TestResult => ({
          name: each,
          state: "skipped",
          failures: [],
        }));
  const hung = tests.findIndex(({ state }) => state === "skipped");
  if (hung === -1) return false;
  const failed = { state: "failed", failures: [{ kind: "assertion", message, place: undefined }] } as const;
  files.set(path, {
    tests: tests.with(hung, { name: tests[hung]?.name ?? "", ...failed }),
    errors: [],
  });
  return true;
}
