import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repositoryRoot } from "../exercises/exercise.ts";
import { describeFailedTests, readFailedTests } from "./failed-tests.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "failed-tests-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function reportWith(...testResults: object[]): string {
  const path = join(folder, "vitest.json");
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

describe("the lines about failed tests at the end of pnpm test", () => {
  it("say for each one its file, its name and the first line of its message", () => {
    const report = reportWith({
      name: join(repositoryRoot, "packages/auth-core/src/one.test.ts"),
      status: "failed",
      assertionResults: [
        { fullName: "a code is used once", status: "passed", failureMessages: [] },
        { fullName: "a code is bound", status: "failed", failureMessages: ["Error: expected 400\n    at x"] },
      ],
    });
    expect(describeFailedTests(readFailedTests(report))).toBe(
      "failed: packages/auth-core/src/one.test.ts | a code is bound | Error: expected 400",
    );
  });

  it("name a file that could not be loaded, which has no tests", () => {
    const name = join(repositoryRoot, "packages/auth-core/src/two.test.ts");
    const report = reportWith({
      name,
      status: "failed",
      message: "Cannot find x\n at y",
      assertionResults: [],
    });
    expect(describeFailedTests(readFailedTests(report))).toBe(
      "failed: packages/auth-core/src/two.test.ts | Cannot find x",
    );
  });

  it("are none for a run without failures, and none for a report that is missing or cut", () => {
    const passed = { fullName: "a", status: "passed", failureMessages: [] };
    expect(readFailedTests(reportWith({ name: "a", status: "passed", assertionResults: [passed] }))).toEqual(
      [],
    );
    writeFileSync(join(folder, "cut.json"), '{"testResults":[');
    expect(readFailedTests(join(folder, "cut.json"))).toEqual([]);
    expect(readFailedTests(join(folder, "missing.json"))).toEqual([]);
  });
});
