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
  /** A later run begins. */
  onRerun?: () => void;
}

/**
 * Runs the tests against `work/`, or whichever variant, and tells each result.
 *
 * @returns when the tests have run once. `rerun` runs them again; `stop` ends the watcher and its workers.
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
      // A file was saved meanwhile: the run that it begins tells the result.
      if (reason === "interrupted") return;
      // After a save only those files of tests run that the saved file concerns. The others end as they did.
      for (const module of modules) {
        const tests = [...module.children.allTests()].map((test) => toTestResult(test, output.get(test.id)));
        files.set(module.moduleId, { tests, errors: errorsOf(module) });
      }
      const others = unhandledErrors.map(messageOf).filter((message) => !blameHungFile(files, message));
      onResult(merge([...files.values()], others));
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
  const vitest = await (watch ? watchWithoutKeys(options) : runOnce(options));
  const rerun = async (): Promise<void> => {
    await vitest.rerunTestSpecifications(await vitest.globTestSpecifications(), true);
  };
  return { rerun, stop: async () => vitest.close() };
}

/** What a worker has died of stands in the cause; the error says that it has. */
function messageOf({ message, cause }: SerializedError): string {
  return cause?.message ?? message;
}

/**
 * A file of tests that was given up stands under its own tasks: its first test without a result has failed. Its tests are not known
 * where the loop began as it was imported; then their names are read.
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
  // A file that cannot be read keeps each file of tests from running, for the same reason.
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
 * What `startVitest` does, but without its keys, which are not for learners (update snapshots, filter …): its Ctrl+C ends in
 * red. And without a terminal, whose cursor it would hide.
 */
async function watchWithoutKeys(options: CliOptions): Promise<Vitest> {
  process.env["NODE_ENV"] ??= "test";
  const { createVitest } = await import("vitest/node");
  const vitest = await createVitest(options, silent, { stdout: new PassThrough().resume() });
  await vitest.start();
  return vitest;
}
