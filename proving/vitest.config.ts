import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { progressReporter } from "./progress-reporter.ts";

/** The proofs that take longest, by measured seconds (500 to 60): they begin first, so that no core is idle at the end. */
const longest = [
  "src/gate.proof.ts",
  "src/instances/crash.proof.ts",
  "src/attacks.proof.ts",
  "src/mock-parity.proof.ts",
  "src/static-checks.proof.ts",
  "src/remote-consent-page.proof.ts",
  "src/portal.proof.ts",
  "clients/clients.proof.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's order, not an array's
    const inOrder = await super.sort(files);
    return inOrder.toSorted((left, right) => placeOf(left) - placeOf(right));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const index = longest.findIndex((path) => moduleId.endsWith(`/proving/${path}`));
  return index === -1 ? longest.length : index;
}

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["src/**/*.proof.ts", "clients/*.proof.ts"],
    // Two at a time, because many proofs start programs, and each program needs a core.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // On a terminal, the default reporter shows what runs. A second reporter would overwrite its lines.
    reporters: ["default", ...(process.stdout.isTTY ? [] : [progressReporter()]), "json"],
    outputFile: { json: "reports/vitest.json" },
  },
});
