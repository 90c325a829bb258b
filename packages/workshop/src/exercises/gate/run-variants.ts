import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { SerializedError } from "vitest";
import { type CliOptions, type Reporter, startVitest, type TestModule } from "vitest/node";
import { repositoryRoot } from "../exercise.ts";
import { type RunResult, type TestResult, toTestResult } from "../test-result.ts";
import { type DeclaredTests, filesWithTests, readDeclaredTests } from "./declared-tests.ts";
import { gateFolder, laidOutAt, posix, variantOf } from "./gate-folder.ts";

interface Finished {
  modules: readonly TestModule[];
  unhandled: readonly SerializedError[];
}

/**
 * Runs the tests of all variants of all these exercises in one vitest.
 *
 * @param declaredOnly whether only the tests that a wrong answer names run on it.
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
    // Without isolation, a worker loads MSAL, msw and the SDK once for all variants. Each variant has its own
    // copy of its files.
    isolate: false,
    // Node loads the TypeScript files itself, which takes a fifth less time than with Vite.
    experimental: { viteModuleRunner: false },
    // One more than vitest's default: on two cores, one core would be idle if only the gate runs.
    maxWorkers: availableParallelism(),
    chaiConfig: { truncateThreshold: 0 },
    include: [
      ...folders.map((folder) => testFiles(root, folder, declaredOnly)),
      ...filesWithTests(declaredTests).map((file) => posix(relative(root, file))),
    ],
    provide: { declaredTests },
    setupFiles: [join(import.meta.dirname, "watch-tests.ts")],
    execArgv: ["--import", pathToFileURL(join(import.meta.dirname, "load-anew.ts")).href],
    // This time-out never decides a result: a variant that needs it is refused.
    testTimeout: 30_000,
    // If a variant has no tests, the gate reports it by name. Vitest would only exit.
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
  for (const error of finished.unhandled) {
    const path = whereThrown(error, folder);
    if (path !== undefined) runOf(path).errors.push(`An error that was not caught: ${error.message}`);
  }
  addWhatWasLeftOut(runs);
  return runs;
}

/**
 * A file of the variant that has caused an error. A wrong answer shares files with the solution: if only such files are in
 * the stack, it is the variant whose tests ran at that time.
 */
function whereThrown(
  { stack = "", VITEST_TEST_PATH: running }: SerializedError,
  folder: string,
): string | undefined {
  const pattern = new RegExp(`${escape(posix(gateFolder(folder)))}/[^\\s:)]+`, "g");
  const paths = posix(stack).match(pattern) ?? [];
  const own = paths.find((path) => variantOf(path, folder) !== "solution");
  const during = typeof running === "string" && isUnder(gateFolder(folder), running) ? running : paths[0];
  return own ?? (paths.length > 0 ? during : undefined);
}

/** Without the tests that were left out because the wrong answer does not name them. */
function resultsOf(module: TestModule, declaredTests: DeclaredTests): TestResult[] {
  const names = declaredTests[laidOutAt(module.moduleId)];
  const tests = [...module.children.allTests()].filter(({ name }) => names?.includes(name) ?? true);
  return tests.map((test) => toTestResult(test));
}

/**
 * Tests that did not run on a wrong answer get the result of the solution: tests that do not import the
 * changed files have the same result, and tests that it does not name were not requested.
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
