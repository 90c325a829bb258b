import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Exercise } from "../exercises/exercise.ts";
import { filesUnder } from "../exercises/files-under.ts";
import { runTests } from "../exercises/run-tests.ts";
import type { RunResult } from "../exercises/test-result.ts";
import type { RunnableVariant } from "../exercises/vitest-projects.ts";

const remembered = z.object({
  fingerprint: z.string(),
  focus: z.string().optional(),
  result: z.object({
    tests: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["passed", "failed", "skipped"]),
        failures: z.array(
          z.object({
            kind: z.enum(["assertion", "time-out", "other"]),
            message: z.string(),
            place: z.string().optional(),
          }),
        ),
      }),
    ),
    errors: z.array(z.string()),
  }),
});

/** Whether the learner has begun: `work/` exists. */
export function isBegun({ folder }: Pick<Exercise, "folder">): boolean {
  return existsSync(join(folder, "work"));
}

/**
 * The test results of a variant: from the last run, if neither the files nor the tests have changed since.
 */
export async function resultOf(exercise: Exercise, variant: RunnableVariant): Promise<RunResult> {
  const fingerprint = fingerprintOf(exercise, variant);
  const known = recall(exercise, variant);
  if (known?.fingerprint === fingerprint) return known.result;
  const result = await runOnce(exercise, variant);
  remember(exercise, variant, result, known?.focus);
  return result;
}

/** The ID of the task that the learner has chosen, in their last run. */
export function focusOf(exercise: Exercise): string | undefined {
  return recall(exercise, "work")?.focus;
}

/** Stores the result of a run for the board, and the task in `focus` for the hints. */
export function remember(
  exercise: Exercise,
  variant: RunnableVariant,
  result: RunResult,
  focus?: string,
): void {
  const path = rememberedAt(exercise, variant);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ fingerprint: fingerprintOf(exercise, variant), focus, result }));
}

async function runOnce(exercise: Exercise, variant: RunnableVariant): Promise<RunResult> {
  const results: RunResult[] = [];
  const { stop } = await runTests(exercise, variant, { onResult: (result) => void results.push(result) });
  await stop();
  // If a test fails, Vitest marks the process as failed. Here, a failed test is a normal result.
  process.exitCode = undefined;
  return results.at(-1) ?? { tests: [], errors: ["The tests could not be started."] };
}

function recall(
  exercise: Exercise,
  variant: RunnableVariant,
): { fingerprint: string; focus: string | undefined; result: RunResult } | undefined {
  try {
    const { fingerprint, focus, result } = remembered.parse(
      JSON.parse(readFileSync(rememberedAt(exercise, variant), "utf8")),
    );
    const tests = result.tests.map(({ failures, ...test }) => ({
      ...test,
      failures: failures.map(({ kind, message, place }) => ({ kind, message, place })),
    }));
    return { fingerprint, focus, result: { ...result, tests } };
  } catch {
    // Never written, or by an older version: the tests run again.
    return undefined;
  }
}

function rememberedAt({ folder }: Exercise, variant: RunnableVariant): string {
  return join(folder, "reports", `result-${variant}.json`);
}

function fingerprintOf({ folder }: Exercise, variant: RunnableVariant): string {
  const hash = createHash("sha256");
  for (const part of [variant, "tests"]) {
    for (const file of filesUnder(join(folder, part))) {
      hash
        .update(`${part}/${file}\0`)
        .update(readFileSync(join(folder, part, file)))
        .update("\0");
    }
  }
  return hash.update(readFileSync(join(folder, "exercise.json"))).digest("hex");
}
