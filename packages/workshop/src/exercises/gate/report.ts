import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type GateReport, verify, type VerifyOptions } from "./verify.ts";

/**
 * Runs the gate, prints the failed checks, and writes the sums to the file that `pnpm test` reads.
 *
 * @returns the exit code: 0 if all checks pass.
 */
export async function verifyAndReport(
  folders: readonly string[],
  options: VerifyOptions,
  print: (line: string) => void,
): Promise<number> {
  const reports = await verify(folders, options);
  for (const [index, report] of reports.entries()) {
    for (const line of describeReport(report)) print(line);
    writeSums(folders[index] ?? "", report);
  }
  return reports.every(({ checks }) => checks.every(({ problems }) => problems.length === 0)) ? 0 : 1;
}

function describeReport({ name, checks }: GateReport): string[] {
  const broken = checks.filter(({ problems }) => problems.length > 0);
  const details = broken.flatMap(({ claim, problems }) => [
    `  ✗ ${claim}`,
    ...problems.map((problem) => `      ${problem}`),
  ]);
  return [`${name}: ${checks.length - broken.length} of ${checks.length} checks hold.`, ...details];
}

/** In the format of vitest's own report, with checks in place of tests. */
function writeSums(folder: string, { checks }: GateReport): void {
  const path = join(folder, "reports/vitest.json");
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    JSON.stringify({
      numPassedTests: checks.length - failed,
      numFailedTests: failed,
      numPendingTests: 0,
      testResults: [
        {
          name: folder,
          status: failed > 0 ? "failed" : "passed",
          assertionResults: checks.map(({ claim, problems }) => ({
            fullName: claim,
            status: problems.length > 0 ? "failed" : "passed",
            failureMessages: problems,
          })),
        },
      ],
    }),
  );
}
