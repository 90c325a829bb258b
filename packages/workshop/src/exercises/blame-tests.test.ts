import { expect, it } from "vitest";
import { blameTests } from "./blame-tests.ts";
import type { RunResult, TestResult } from "./test-result.ts";

const path = "/exercise/tests/door.test.ts";
const passed: TestResult = { name: "[9.1] lets a member in", state: "passed", failures: [] };
const failed: TestResult = {
  name: "[9.2] names the person",
  state: "failed",
  failures: [{ kind: "assertion", message: "Mend it.", place: undefined }],
};

/** An error of the learner's code that Vitest reports outside the tests. */
function errorDuring(name: string | undefined) {
  const places = ["work/knock.ts:3:9", "work/door.ts:7:5", "tests/door.test.ts:4:1"];
  return {
    message: "No user is here. Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl",
    stack: ["Error", ...places.map((place) => `    at open (file:///exercise/${place})`)].join("\n"),
    VITEST_TEST_NAME: name,
    VITEST_TEST_PATH: path,
  };
}

function blame(name: string | undefined): { result: RunResult | undefined; others: string[] } {
  const files = new Map<string, RunResult>([[path, { tests: [passed, failed], errors: [] }]]);
  const others = blameTests(files, [errorDuring(name)]);
  return { result: files.get(path), others };
}

it("fails the test that ran when an error was not caught, and names the call that did not wait", () => {
  const { result, others } = blame(passed.name);
  expect(others).toEqual([]);
  expect(result?.tests[0]).toMatchObject({
    state: "failed",
    failures: [{ kind: "uncaught", place: "/exercise/work/door.ts:7" }],
  });
  expect(result?.tests[1]).toBe(failed);
});

it("leaves a failed test its message, and adds the error", () => {
  const { result } = blame(failed.name);
  expect(result?.tests[1]?.failures).toEqual(failed.failures);
  expect(result?.tests[1]?.notes?.[0]).toContain("Your code did not catch this error: No user is here.");
});

it("shows no token of such an error", () => {
  expect(JSON.stringify([blame(passed.name), blame(failed.name), blame(undefined)])).not.toContain("eyJ");
});

it("keeps an error that came while no test ran", () => {
  const { result, others } = blame(undefined);
  expect(others).toHaveLength(1);
  expect(result?.tests).toEqual([passed, failed]);
});
