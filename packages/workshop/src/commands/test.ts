import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { compileCacheFolder } from "../compile-cache.ts";

/**
 * `pnpm test`: the tests of every package and the gate of all exercises (a wrong answer on the tests that it names) through
 * turbo, which replays what has not changed, and a line that sums up. Never a learner's own tests: turbo does not see work/ and would replay an old result.
 * `--verbose` shows every test; other options go to turbo (`--force`, `--filter=…`).
 */
const root = join(import.meta.dirname, "../../../..");
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});

process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  const advice = adviceForLearner(options);
  if (advice !== undefined) {
    print(advice);
    return 1;
  }
  const folders = testedFolders();
  // Turbo puts back the reports of what it replays; a report that is missing afterwards belongs to a crash.
  for (const folder of folders) rmSync(reportOf(folder), { force: true });
  const outputLogs = options.includes("--verbose") ? "full" : "errors-only";
  const turboOptions = options.filter((option) => option !== "--verbose");
  const exitCode = await runTurbo([
    "run",
    "test",
    "verify:declared",
    "--continue",
    `--output-logs=${outputLogs}`,
    ...turboOptions,
  ]);
  summarize(folders);
  return exitCode;
}

/**
 * `exercises/` is no package of its own: there, `pnpm test` is the root's, which takes minutes and tests nothing that a learner
 * has written. pnpm tells where it was called.
 */
function adviceForLearner([first = ""]: readonly string[]): string | undefined {
  const asked = /^\d{1,2}(?:\.\d+)?$/.test(first);
  if (!asked && process.env["INIT_CWD"] !== join(root, "exercises")) return undefined;
  return [
    `“pnpm test” ${asked ? "takes no exercise here" : "in exercises/ would run the tests of the whole repository"}. Your own files:`,
    `  ${`pnpm workshop ${asked ? first : "1"}`.padEnd(20)} tests them at every save; pnpm workshop alone shows where you are`,
    `  ${"pnpm test".padEnd(20)} in the folder of an exercise, such as exercises/01-register-application`,
    "The whole repository: pnpm test, in its root.",
  ].join("\n");
}

function testedFolders(): string[] {
  const parents = ["packages", "exercises"].filter((parent) => existsSync(join(root, parent)));
  return parents.flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(root, parent, entry.name, "package.json")))
      .map((entry) => join(parent, entry.name)),
  );
}

function reportOf(folder: string): string {
  return join(root, folder, "reports/vitest.json");
}

/** A test run tells nobody anything: turbo's telemetry is off. */
async function runTurbo(turboArguments: readonly string[]): Promise<number> {
  const turbo = spawn("turbo", turboArguments, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      NODE_COMPILE_CACHE: compileCacheFolder,
    },
  });
  await once(turbo, "close");
  return turbo.exitCode ?? 1;
}

function summarize(folders: readonly string[]): void {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const folder of folders) {
    const report = readReport(folder);
    if (report === undefined) {
      print(`${folder.padEnd(32)} no result`);
      continue;
    }
    sum.passed += report.numPassedTests;
    sum.failed += report.numFailedTests;
    sum.skipped += report.numPendingTests;
    print(`${folder.padEnd(32)} ${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  }
  print(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
}

function readReport(folder: string): z.output<typeof vitestReport> | undefined {
  if (!existsSync(reportOf(folder))) return undefined;
  return vitestReport.parse(JSON.parse(readFileSync(reportOf(folder), "utf8")));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
