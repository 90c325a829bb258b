import { defineConfig } from "vitest/config";
import { laneFiles } from "./lanes.ts";
import { progressReporter } from "./progress-reporter.ts";

// A lane has its own process; without one, such as for one proof by name, all are there.
const lane = process.env["PROVING_LANE"];

export default defineConfig({
  test: {
    root: import.meta.dirname,
    ...laneFiles(lane),
    // One after the other: the two lanes are two at a time already.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // On a terminal, the default reporter says all the time what runs; two of them would write over each other.
    reporters: [
      "default",
      ...(process.stdout.isTTY && lane === undefined ? [] : [progressReporter()]),
      "json",
    ],
    outputFile: { json: `reports/${lane ?? "vitest"}.json` },
  },
});
