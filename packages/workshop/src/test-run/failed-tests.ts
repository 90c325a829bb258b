import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";
import { repositoryRoot } from "../exercises/exercise.ts";

/** A test that failed, as a report of Vitest's JSON reporter has it. */
export interface FailedTest {
  /** The path of its file, from the repository's root. */
  file: string;
  /** The names of its `describe` blocks and its own name, with a space between them. Empty if the file itself failed. */
  name: string;
  /** The first line of its first message. */
  message: string;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** @returns the failed tests of one report. None if the report is missing or incomplete: the sum says so then. */
export function readFailedTests(report: string): FailedTest[] {
  if (!existsSync(report)) return [];
  try {
    return failedTestsOf(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    return [];
  }
}

function failedTestsOf(report: unknown): FailedTest[] {
  return vitestReport.parse(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(repositoryRoot, name);
    const failed = assertionResults
      .filter((test) => test.status === "failed")
      .map(({ fullName, failureMessages }) => ({
        file,
        name: fullName,
        message: firstLine(failureMessages?.[0]),
      }));
    const isFileItself = failed.length === 0 && status === "failed";
    return isFileItself ? [{ file, name: "", message: firstLine(message) }] : failed;
  });
}

/**
 * A line a failed test, for the end of a long output: what ran before it has scrolled away by then.
 * `.ci/run` repeats the lines that begin with “failed: ”.
 */
export function describeFailedTests(tests: readonly FailedTest[]): string {
  return tests
    .map(({ file, name, message }) => `failed: ${[file, name, message].filter(Boolean).join(" | ")}`)
    .join("\n");
}

function firstLine(text = ""): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
