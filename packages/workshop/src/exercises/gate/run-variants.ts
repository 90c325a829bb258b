import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import type { SerializedError } from "vitest";
import { type CliOptions, type Reporter, startVitest, type TestModule } from "vitest/node";
import { repositoryRoot } from "../exercise.ts";
import type { RunResult } from "../run-tests.ts";
import { type TestResult, toTestResult } from "../test-result.ts";
import { type DeclaredTests, filesWithTests, readDeclaredTests } from "./declared-tests.ts";
import { gateFolder, laidOutAt, posix, variantOf } from "./gate-folder.ts";

interface Finished {
  modules: readonly TestModule[];
  unhandled: readonly SerializedError[];
}

/**
 * Runs the tests of all variants of all these exercises in one vitest.
 *
 * @param declaredOnly whether a wrong answer is tried on the tests that it names only, and not on those that it passes.
 * @returns runs by folder, then by variant.
 */
export async function runVariants(
  folders: readonly string[],
  declaredOnly: boolean,
): Promise<ReadonlyMap<string, Map<string, RunResult>>> {
  const root = dirname(folders[0] ?? repositoryRoot);
  const declaredTests: DeclaredTests = declaredOnly
    ? Object.assign({}, ...folders.map((folder) => readDeclaredTests(folder)))
    : {};
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
    // Node loads the files itself, types and all: a fifth less to do than with Vite in between.
    experimental: { viteModuleRunner: false },
    // One more than vitest takes by itself: on two cores, one would wait whenever the gate is all that runs.
    maxWorkers: availableParallelism(),
    chaiConfig: { truncateThreshold: 0 },
    include: [
      ...folders.map((folder) => testFiles(root, folder, declaredOnly)),
      ...filesWithTests(declaredTests).map((file) => posix(relative(root, file))),
    ],
    provide: { declaredTests },
    setupFiles: [join(import.meta.dirname, "watch-tests.ts")],
    // Never the reason of a finding: a variant that has to wait for this is refused.
    testTimeout: 30_000,
    // That a variant has no tests is a finding of the gate, which names it; Vitest would only exit.
    passWithNoTests: true,
    reporters: [reporter],
  };
  const cacheDir = join(gateFolder(folders[0] ?? root), ".vite");
  const vitest = await startVitest([], options, { logLevel: "silent", cacheDir });
  await vitest.close();
  // The process belongs to the gate, which decides how it ends.
  process.exitCode = undefined;
  return new Map(folders.map((folder) => [folder, runsOf(folder, finished, declaredTests)]));
}

function testFiles(root: string, folder: string, declaredOnly: boolean): string {
  const variants = declaredOnly ? "{starter,solution,alternative,right}" : "**";
  return `${posix(relative(root, gateFolder(folder)))}/${variants}/**/*.test.ts`;
}

function runsOf(folder: string, finished: Finished, declaredTests: DeclaredTests): Map<string, RunResult> {
  const runs = new Map<string, { tests: TestResult[]; errors: string[] }>();
  const runOf = (path: string) => {
    const variant = variantOf(path, folder) ?? "";
    const run = runs.get(variant) ?? { tests: [], errors: [] };
    runs.set(variant, run);
    return run;
  };
  for (const module of finished.modules.filter(({ moduleId }) => isUnder(folder, moduleId))) {
    const run = runOf(module.moduleId);
    run.tests.push(...resultsOf(module, declaredTests));
    run.errors.push(...module.errors().map(({ message }) => message));
  }
  for (const { stack = "", message = "an error without a message" } of finished.unhandled) {
    const path = new RegExp(`${escape(posix(gateFolder(folder)))}/[^\\s:)]+`).exec(posix(stack))?.[0];
    if (path !== undefined) runOf(path).errors.push(`An error that was not caught: ${message}`);
  }
  addWhatWasLeftOut(runs);
  return runs;
}

/** Without the tests that were left out because the wrong answer does not name them. */
function resultsOf(module: TestModule, declaredTests: DeclaredTests): TestResult[] {
  const names = declaredTests[laidOutAt(module.moduleId)];
  const tests = [...module.children.allTests()].filter(({ name }) => names?.includes(name) ?? true);
  return tests.map((test) => toTestResult(test));
}

/**
 * Tests that were left out for a wrong answer count as ended as they do with the solution: those that do not import what it changes
 * cannot end otherwise, and those that it does not name were not asked for.
 */
function addWhatWasLeftOut(runs: ReadonlyMap<string, { tests: TestResult[] }>): void {
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

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
