import { defineConfig } from "vitest/config";
import { progressReporter } from "./progress-reporter.ts";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["src/**/*.proof.ts"],
    // One at a time: each proof has the machine to itself.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // On a terminal, the default reporter says all the time what runs.
    reporters: ["default", ...(process.stdout.isTTY ? [] : [progressReporter()]), "json"],
    outputFile: { json: "reports/vitest.json" },
  },
});
