import { basename, relative } from "node:path";
import { Command } from "commander";
import { describeResults } from "../exercises/describe-results.ts";
import {
  type Exercise,
  exerciseFolders,
  findExercise,
  listExercises,
  loadExercise,
} from "../exercises/exercise.ts";
import { verifyAndReport } from "../exercises/gate/report.ts";
import { type RunResult, runTests } from "../exercises/run-tests.ts";
import { openWorkFolder } from "../exercises/work-folder.ts";

/** What `pnpm test`, `pnpm test:solution` and `pnpm verify` do in the folder of an exercise. */
const folder = process.cwd();

await new Command("exercise")
  .description("Runs an exercise's tests in its folder.")
  .addCommand(
    new Command("test")
      .description("Your own files, in work/.")
      .option("--watch", "run again when a file changes")
      .action(async ({ watch = false }: { watch?: boolean }) => testWork(loadExercise(folder), watch)),
  )
  .addCommand(
    new Command("test-solution")
      .description("The stored solution.")
      .action(async () => run(loadExercise(folder), "solution", false)),
  )
  .addCommand(
    new Command("verify")
      .description("The gate: starter, solutions and every wrong answer behave as they should.")
      .argument("[exercises...]", "numbers or names; the exercise in this folder, else all")
      .action(async (wanted: string[]) => {
        process.exitCode = await verifyAndReport(foldersOf(wanted), print);
      }),
  )
  .parseAsync();

/** By folder rather than as exercises: one whose `exercise.json` is wrong is the gate's to refuse. */
function foldersOf(wanted: readonly string[]): string[] {
  const all = exerciseFolders();
  if (wanted.length === 0) return all.includes(folder) ? [folder] : all;
  return wanted.map((name) => {
    const found = findExercise(name, listExercises());
    if (found !== undefined) return found.folder;
    throw new Error(
      `There is no exercise “${name}”. There are ${all.map((path) => basename(path)).join(", ")}.`,
    );
  });
}

async function testWork(exercise: Exercise, watch: boolean): Promise<void> {
  const work = openWorkFolder(exercise.folder);
  const path = relative(process.cwd(), work.folder);
  if (work.isNew) print(`Your copy of the starter is in ${path}/. Edit it there; git leaves it alone.`);
  if (work.missing.length > 0) {
    print(`${path}/ lacks ${work.missing.join(", ")}. Copy what is missing from starter/.`);
    process.exitCode = 1;
    return;
  }
  await run(exercise, "work", watch);
}

async function run(exercise: Exercise, variant: "work" | "solution", watch: boolean): Promise<void> {
  const { manifest, folder: exerciseFolder } = exercise;
  const files = manifest.edit.map((file) => relative(process.cwd(), `${exerciseFolder}/${variant}/${file}`));
  const onResult = (result: RunResult): void => {
    print(`\n${manifest.title}  (${files.join(", ")})\n\n${describeResults(exercise, result)}`);
    const failed = result.errors.length > 0 || result.tests.some(({ state }) => state !== "passed");
    process.exitCode = failed || result.tests.length === 0 ? 1 : 0;
  };
  const { stop } = await runTests(exercise, variant, { watch, onResult });
  if (watch) print("Waiting for changes; press Ctrl+C to stop.");
  else await stop();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
