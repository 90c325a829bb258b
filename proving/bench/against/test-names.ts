import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { print } from "../mcp-load.ts";

/**
 * The report of vitest about a run. The gate of an exercise writes the same format. In older commits, the gate reports only the numbers.
 */
const report = z.object({
  numPassedTests: z.number(),
  testResults: z
    .array(
      z.object({
        assertionResults: z.array(
          z.object({ fullName: z.string(), status: z.string(), duration: z.number().nullish() }),
        ),
      }),
    )
    .optional(),
});

/** The reports of a run of `pnpm test`. */
export interface TestNames {
  /** Milliseconds of each passed test or check, by its package or exercise and its name. */
  passed: ReadonlyMap<string, number>;
  /** The number of passed tests and checks, also of those without a name or with the same name. */
  count: number;
  /** The number of checks without a name. */
  unnamed: number;
}

export function readTestNames(folder: string): TestNames {
  const passed = new Map<string, number>();
  let unnamed = 0;
  let count = 0;
  for (const path of globSync("{packages,exercises}/*/reports/vitest.json", { cwd: folder })) {
    const { numPassedTests, testResults } = report.parse(
      JSON.parse(readFileSync(join(folder, path), "utf8")),
    );
    count += numPassedTests;
    if (testResults === undefined) unnamed += numPassedTests;
    for (const { fullName, status, duration } of testResults?.flatMap((each) => each.assertionResults) ?? [])
      if (status === "passed") passed.set(`${dirname(dirname(path))}: ${fullName}`, duration ?? 0);
  }
  return { passed, count, unnamed };
}

/** Lists the names that are missing now. A commit that only makes tests faster has none. */
export function compareTestNames(now: TestNames, then: TestNames): void {
  const same = [...then.passed.keys()].filter((name) => now.passed.has(name));
  const gone = [...then.passed.keys()].filter((name) => !now.passed.has(name)).toSorted();
  const seconds = ({ passed }: TestNames): string =>
    (same.reduce((sum, name) => sum + (passed.get(name) ?? 0), 0) / 1_000).toFixed(1);
  print(
    `tests      ${now.passed.size} names, were ${then.passed.size}: ${same.length} in both, which took ${seconds(now)} s, were ${seconds(then)} s; ${gone.length} gone`,
  );
  for (const name of gone) print(`           gone: ${name}`);
  if (now.unnamed + then.unnamed > 0)
    print(`           and checks of exercises without their names: ${now.unnamed}, were ${then.unnamed}`);
}
