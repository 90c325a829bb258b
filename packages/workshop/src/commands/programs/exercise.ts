import { Command } from "commander";
import { describeResults } from "../../exercises/describe-results.ts";
import { type Exercise, exerciseFolders, listExercises, loadExercise } from "../../exercises/exercise.ts";
import { findTask } from "../../exercises/find-task.ts";
import type { VerifyOptions } from "../../exercises/gate/verify.ts";
import { hasPassed, runTests } from "../../exercises/run-tests.ts";
import type { RunResult } from "../../exercises/test-result.ts";
import { testWork } from "../../learner/test-work.ts";
import { print, requireExercise, runCommandLine } from "../command-line.ts";

/** What `pnpm test`, `pnpm test:solution` and `pnpm verify` do in the folder of an exercise. */
const folder = process.cwd();

const program = new Command("exercise")
  .description("Runs an exercise's tests in its folder.")
  .addCommand(
    new Command("test")
      .description("Your own files, in work/.")
      .argument("[task]", "only this one matters, such as 4.7")
      .option("--watch", "run again when a file changes")
      .action(async (wanted: string | undefined, { watch = false }: { watch?: boolean }) =>
        testOwn(loadExercise(folder), wanted, watch),
      ),
  )
  .addCommand(
    new Command("test-solution")
      .description("The stored solution.")
      .action(async () => testSolution(loadExercise(folder))),
  )
  .addCommand(
    new Command("verify")
      .description("The gate: starter, solutions and every wrong answer behave as they should.")
      .argument("[exercises...]", "numbers or names; the exercise in this folder, else all")
      .option(
        "--declared-only",
        "tries a wrong answer on the tests that it names, as pnpm test does, not on all",
      )
      .action(async (wanted: string[], options: VerifyOptions) => {
        // Only here: the gate loads what a learner's run does not need.
        const { verifyAndReport } = await import("../../exercises/gate/report.ts");
        process.exitCode = await verifyAndReport(foldersOf(wanted), options, print);
      }),
  );
await runCommandLine(program);

/** By folder, not as exercises: if an `exercise.json` is wrong, the gate has to report it. */
function foldersOf(wanted: readonly string[]): string[] {
  const all = exerciseFolders();
  if (wanted.length === 0) return all.includes(folder) ? [folder] : all;
  return wanted.map((name) => requireExercise(name).folder);
}

async function testOwn(exercise: Exercise, wanted: string | undefined, watch: boolean): Promise<void> {
  const focus = wanted === undefined ? undefined : findTask(wanted, listExercises());
  if (focus !== undefined && focus.exercise.name !== exercise.name)
    throw new Error(
      `This is the folder of ${exercise.name}. In any folder, run: pnpm workshop ${focus.task.id}`,
    );
  await testWork(exercise, { watch, focus: focus?.task }, print);
}

async function testSolution(exercise: Exercise): Promise<void> {
  const onResult = (result: RunResult): void => {
    print(`\n${exercise.manifest.title}: the stored solution\n\n${describeResults(exercise, result)}`);
    process.exitCode = hasPassed(result) ? 0 : 1;
  };
  const { stop } = await runTests(exercise, "solution", { onResult });
  await stop();
}
