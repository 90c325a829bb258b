import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { exerciseFolders, repositoryRoot } from "../exercises/exercise.ts";
import type { Outcome } from "./progress.ts";

/** The tests of one of turbo's tasks. */
export interface Suite {
  /** Turbo's name for the task: `@mcp-entra/auth-core:test`. */
  task: string;
  /** The name for people: `packages/auth-core`. */
  name: string;
  /** The reports of the task, and the package or exercise of each. */
  reports: readonly { name: string; path: string }[];
}

export interface Result extends Outcome {
  name: string;
  skipped: number;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});
const packageManifest = z.object({ name: z.string() });

/** Every package, and all exercises: their gate is one task. */
export function listSuites(): Suite[] {
  const parent = join(repositoryRoot, "packages");
  const packages = readdirSync(parent).filter((name) => existsSync(join(parent, name, "package.json")));
  const exercises = exerciseFolders().map((folder) => reportOf(`exercises/${basename(folder)}`));
  return [
    ...packages.map((name) => suiteOf(`packages/${name}`)),
    { task: "//:verify:declared", name: "exercises", reports: exercises },
  ];
}

function suiteOf(folder: string): Suite {
  const manifest = readFileSync(join(repositoryRoot, folder, "package.json"), "utf8");
  const { name } = packageManifest.parse(JSON.parse(manifest));
  return { task: `${name}:test`, name: folder, reports: [reportOf(folder)] };
}

function reportOf(folder: string): { name: string; path: string } {
  return { name: folder, path: join(repositoryRoot, folder, "reports/vitest.json") };
}

/** If turbo replays a task, it restores the reports. If a report is missing after that, a process has crashed. */
export function removeReports(suites: readonly Suite[]): void {
  for (const { path } of suites.flatMap(({ reports }) => reports)) rmSync(path, { force: true });
}

/** @returns the content of each report; undefined if one is missing or incomplete. */
export function readResults({ reports }: Suite): Result[] | undefined {
  const results = reports.map(({ name, path }) => readResult(name, path));
  return results.every((result) => result !== undefined) ? results : undefined;
}

function readResult(name: string, path: string): Result | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const report = vitestReport.parse(JSON.parse(readFileSync(path, "utf8")));
    return {
      name,
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
    };
  } catch {
    return undefined;
  }
}
