import { relative } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { hasPassed, type RunResult, runTests } from "../exercises/run-tests.ts";
import { openWorkFolder } from "../exercises/work-folder.ts";
import { describeRun } from "./describe-run.ts";
import { remember } from "./progress.ts";

/**
 * Tests the learner's files, and again at every save while `watch`; makes them from the starter first, if there are none.
 * The exit code is 0 when the last run passed.
 */
export async function testWork(
  exercise: Exercise,
  watch: boolean,
  print: (text: string) => void,
): Promise<void> {
  const { manifest, folder } = exercise;
  const work = openWorkFolder(folder);
  const path = relative(process.cwd(), work.folder) || work.folder;
  if (work.isNew) print(`Your copy of the starter is in ${path}/. Edit it there; git leaves it alone.`);
  if (work.missing.length > 0) {
    print(
      `${path}/ lacks ${work.missing.join(", ")}. Copy what is missing from starter/, or begin anew with: pnpm workshop reset ${exercise.number}`,
    );
    process.exitCode = 1;
    return;
  }
  const files = manifest.edit.map((file) => relative(process.cwd(), `${work.folder}/${file}`));
  const onResult = (result: RunResult): void => {
    remember(exercise, "work", result);
    print(`\n${manifest.title}  (edit ${files.join(", ")})\n\n${describeRun(exercise, result)}`);
    process.exitCode = hasPassed(result) ? 0 : 1;
  };
  const { stop } = await runTests(exercise, "work", { watch, onResult });
  if (watch) print("Waiting for changes; press Ctrl+C to stop.");
  else await stop();
}
