import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { print } from "../mcp-load.ts";

/** What vitest writes about a run, and the gate of an exercise in the same form; older commits' gates give the sums alone. */
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

/** What a run of `pnpm test` has left. */
export interface TestNames {
  /** Milliseconds by the package or exercise and the test's or the check's own name. */
  passed: ReadonlyMap<string, number>;
  /** All that passed, also those without a known name, and those that share a name. */
  count: number;
  /** Checks of which only the number is known. */
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

/** The names that are gone are listed: a commit that only makes tests quicker has lost none. */
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
