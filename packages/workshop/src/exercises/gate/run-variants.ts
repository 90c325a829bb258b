import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import type { SerializedError } from "vitest";
import { type CliOptions, type Reporter, startVitest, type TestModule } from "vitest/node";
import { repositoryRoot } from "../exercise.ts";
import type { RunResult } from "../run-tests.ts";
import { type TestResult, toTestResult } from "../test-result.ts";
import { gateFolder, variantOf } from "./lay-out.ts";

interface Finished {
  modules: readonly TestModule[];
  unhandled: readonly SerializedError[];
}

/** Runs the tests of all variants of all these exercises in one vitest. @returns runs by folder, then by variant. */
export async function runVariants(
  folders: readonly string[],
): Promise<ReadonlyMap<string, Map<string, RunResult>>> {
  const root = dirname(folders[0] ?? repositoryRoot);
  const finished: Finished = { modules: [], unhandled: [] };
  const reporter: Reporter = {
    onTestRunEnd: (modules, unhandled) => void Object.assign(finished, { modules, unhandled }),
  };
  const options: CliOptions = {
    root,
    config: false,
    watch: false,
    // Without isolation MSAL, msw and the SDK are loaded once a worker, for all variants; each has its own copy of its own files.
    isolate: false,
    // One more than vitest takes by itself: on two cores, one would wait whenever the gate is all that runs.
    maxWorkers: availableParallelism(),
    chaiConfig: { truncateThreshold: 0 },
    include: folders.map((folder) => `${posix(relative(root, gateFolder(folder)))}/**/*.test.ts`),
    setupFiles: [join(import.meta.dirname, "watch-tests.ts")],
    // Never the reason of a finding: a variant that has to wait for this is refused.
    testTimeout: 30_000,
    passWithNoTests: true,
    reporters: [reporter],
  };
  const cacheDir = join(gateFolder(folders[0] ?? root), ".vite");
  const vitest = await startVitest([], options, { logLevel: "silent", cacheDir });
  await vitest.close();
  // The process belongs to the gate, which decides how it ends.
  process.exitCode = undefined;
  return new Map(folders.map((folder) => [folder, runsOf(folder, finished)]));
}

function runsOf(folder: string, finished: Finished): Map<string, RunResult> {
  const runs = new Map<string, { tests: TestResult[]; errors: string[] }>();
  const runOf = (path: string) => {
    const variant = variantOf(path, folder) ?? "";
    const run = runs.get(variant) ?? { tests: [], errors: [] };
    runs.set(variant, run);
    return run;
  };
  for (const module of finished.modules.filter(({ moduleId }) => isUnder(folder, moduleId))) {
    const run = runOf(module.moduleId);
    run.tests.push(...[...module.children.allTests()].map((test) => toTestResult(test)));
    run.errors.push(...module.errors().map(({ message }) => message));
  }
  for (const { stack = "", message = "an error without a message" } of finished.unhandled) {
    const path = new RegExp(`${escape(posix(gateFolder(folder)))}/[^\\s:)]+`).exec(posix(stack))?.[0];
    if (path !== undefined) runOf(path).errors.push(`An error that nobody caught: ${message}`);
  }
  addWhatCannotDiffer(runs);
  return runs;
}

/** Tests that were left out for a wrong answer, since they do not import what it changes, end as they do with the solution. */
function addWhatCannotDiffer(runs: ReadonlyMap<string, { tests: TestResult[] }>): void {
  const right = runs.get("solution")?.tests ?? [];
  for (const [variant, { tests }] of runs) {
    if (!variant.startsWith("wrong/")) continue;
    const ran = new Set(tests.map(({ name }) => name));
    tests.push(...right.filter(({ name }) => !ran.has(name)));
  }
}

function isUnder(folder: string, path: string): boolean {
  return posix(path).startsWith(`${posix(folder)}/`);
}

function posix(path: string): string {
  return path.replaceAll("\\", "/");
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
