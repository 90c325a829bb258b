import type { Reporter, TestModule } from "vitest/node";
import { useCompileCache } from "../compile-cache.ts";
import type { Exercise } from "./exercise.ts";
import { type TestResult, toTestResult } from "./test-result.ts";
import type { RunnableVariant } from "./vitest-projects.ts";

/** One run of an exercise's tests against one variant. */
export interface RunResult {
  tests: readonly TestResult[];
  /** What kept tests from running, such as a file that cannot be imported. */
  errors: readonly string[];
}

/** Whether every test passed, and there were any. */
export function hasPassed({ tests, errors }: RunResult): boolean {
  return errors.length === 0 && tests.length > 0 && tests.every(({ state }) => state === "passed");
}

export interface RunOptions {
  /** Runs again when a file changes, until `stop` is called. */
  watch?: boolean;
  onResult: (result: RunResult) => void;
}

/**
 * Runs the tests against `work/`, or whichever variant, and tells each result.
 *
 * @returns when the tests have run once; call `stop` to be rid of the watcher and its workers.
 */
export async function runTests(
  { folder }: Pick<Exercise, "folder">,
  variant: RunnableVariant,
  { watch = false, onResult }: RunOptions,
): Promise<{ stop: () => Promise<void> }> {
  const output = new Map<string, string[]>();
  const reporter: Reporter = {
    onTestRunStart: () => output.clear(),
    onUserConsoleLog: ({ taskId = "", content }) => {
      output.set(taskId, [...(output.get(taskId) ?? []), content.trimEnd()]);
    },
    onTestRunEnd: (modules, unhandledErrors) => {
      onResult({
        tests: modules.flatMap((module) =>
          [...module.children.allTests()].map((test) => toTestResult(test, output.get(test.id))),
        ),
        errors: [...modules.flatMap(errorsOf), ...unhandledErrors.map(({ message }) => message)],
      });
    },
  };
  // In one worker: to load MSAL, Express and the mock once more takes as long as a second one would save.
  const options = {
    root: folder,
    project: [variant],
    watch,
    reporters: [reporter],
    fileParallelism: false,
  };
  useCompileCache();
  const { startVitest } = await import("vitest/node");
  const vitest = await startVitest([], options, { logLevel: "silent" });
  return { stop: async () => vitest.close() };
}

function errorsOf(module: TestModule): string[] {
  return module.errors().map(({ message }) => message);
}
