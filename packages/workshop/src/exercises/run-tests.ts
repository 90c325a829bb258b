import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { PassThrough } from "node:stream";
import type { SerializedError } from "vitest";
import type { CliOptions, Reporter, TestModule, Vitest } from "vitest/node";
import { useCompileCache } from "../compile-cache.ts";
import type { Exercise } from "./exercise.ts";
import { testNamesIn } from "./test-names.ts";
import { type TestResult, toTestResult } from "./test-result.ts";
import type { RunnableVariant } from "./vitest-projects.ts";

const silent = { logLevel: "silent" } as const;

/** One run of an exercise's tests against one variant. */
export interface RunResult {
  tests: readonly TestResult[];
  /** Errors that prevented tests from running, such as a file that cannot be imported. */
  errors: readonly string[];
}

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
      const others = unhandledErrors.map(messageOf).filter((message) => !blameHungFile(files, message));
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

/** The error says that a worker has died, and its cause says why. */
function messageOf({ message, cause }: SerializedError): string {
  return cause?.message ?? message;
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
