import { PassThrough } from "node:stream";
import type { CliOptions, Reporter, TestModule, Vitest } from "vitest/node";
import { useCompileCache } from "../compile-cache.ts";
import { blameTests } from "./blame-tests.ts";
import type { Exercise } from "./exercise.ts";
import { type RunResult, toTestResult } from "./test-result.ts";
import type { RunnableVariant } from "./vitest-projects.ts";

const silent = { logLevel: "silent" } as const;

/** Whether there were tests, and all of them passed. */
export function hasPassed({ tests, errors }: RunResult): boolean {
  return errors.length === 0 && tests.length > 0 && tests.every(({ state }) => state === "passed");
}

export interface RunOptions {
  /** Runs again when a file changes, until `stop` is called. */
  watch?: boolean;
  onResult: (result: RunResult) => void;
  /** A later run begins. */
  onRerun?: () => void;
}

/**
 * Runs the tests on `work/` or another variant, and reports each result.
 *
 * @returns after the tests have run once. `rerun` runs them again. `stop` ends the watcher and its workers.
 */
export async function runTests(
  { folder }: Pick<Exercise, "folder">,
  variant: RunnableVariant,
  { watch = false, onResult, onRerun }: RunOptions,
): Promise<{ rerun: () => Promise<void>; stop: () => Promise<void> }> {
  const output = new Map<string, string[]>();
  const files = new Map<string, RunResult>();
  let isFirst = true;
  const reporter: Reporter = {
    onTestRunStart: () => {
      output.clear();
      if (!isFirst) onRerun?.();
      isFirst = false;
    },
    onUserConsoleLog: ({ taskId = "", content }) => {
      output.set(taskId, [...(output.get(taskId) ?? []), content.trimEnd()]);
    },
    onTestRunEnd: (modules, unhandledErrors, reason) => {
      // A file was saved meanwhile: the next run reports the result.
      if (reason === "interrupted") return;
      // After a save, only the test files run that import the saved file. The others keep their results.
      for (const module of modules) {
        const tests = [...module.children.allTests()].map((test) => toTestResult(test, output.get(test.id)));
        files.set(module.moduleId, { tests, errors: errorsOf(module) });
      }
      const others = blameTests(files, unhandledErrors);
      onResult(merge([...files.values()], others));
    },
  };
  // In one worker: a second one would have to load MSAL, Express and the mock, and would save no time.
  const options = {
    root: folder,
    project: [variant],
    watch,
    reporters: [reporter],
    fileParallelism: false,
  };
  useCompileCache();
  const vitest = await (watch ? watchWithoutKeys(options) : runOnce(options));
  const rerun = async (): Promise<void> => {
    await vitest.rerunTestSpecifications(await vitest.globTestSpecifications(), true);
  };
  return { rerun, stop: async () => vitest.close() };
}

function merge(files: readonly RunResult[], uncaught: readonly string[]): RunResult {
  const errors = [...files.flatMap((file) => file.errors), ...uncaught];
  // A file that cannot be read prevents several test files from running, for the same reason.
  return { tests: files.flatMap(({ tests }) => tests), errors: [...new Set(errors)] };
}

function errorsOf(module: TestModule): string[] {
  return module.errors().map(({ message }) => message);
}

async function runOnce(options: CliOptions): Promise<Vitest> {
  const { startVitest } = await import("vitest/node");
  return startVitest([], options, silent);
}

/**
 * Does what `startVitest` does, but without its keys, which are not for learners (update snapshots, filter
 * …): its Ctrl+C ends with an error. It also gets no terminal, because it would hide the cursor.
 */
async function watchWithoutKeys(options: CliOptions): Promise<Vitest> {
  process.env["NODE_ENV"] ??= "test";
  const { createVitest } = await import("vitest/node");
  const vitest = await createVitest(options, silent, { stdout: new PassThrough().resume() });
  await vitest.start();
  return vitest;
}
