import { utimesSync } from "node:fs";
import { join } from "node:path";
import { listExercises } from "../../packages/workshop/src/exercises/exercise.ts";
import { runTests } from "../../packages/workshop/src/exercises/run-tests.ts";
import type { RunResult } from "../../packages/workshop/src/exercises/test-result.ts";

/**
 * How long a learner waits: from the start of an exercise's tests to the first result, and from a save of a file to the next result. The
 * stored solution replaces the learner's files.
 */
const mostOfFirstRun = 0.7;
/** The fastest run counts, because other load on the machine is not part of the exercise. */
const saves = 3;

process.exitCode = await main();

async function main(): Promise<number> {
  let slow = 0;
  for (const exercise of listExercises()) {
    const { name, folder, manifest } = exercise;
    let results = Promise.withResolvers<RunResult>();
    const started = performance.now();
    const { stop } = await runTests(exercise, "solution", {
      watch: true,
      onResult: (result) => results.resolve(result),
    });
    const { tests } = await results.promise;
    const first = performance.now() - started;

    let again = Infinity;
    for (let save = 0; save < saves; save += 1) {
      results = Promise.withResolvers();
      const saved = performance.now();
      // Like a save in an editor: the content stays, and the time of the file changes.
      utimesSync(join(folder, "solution", manifest.edit[0] ?? ""), new Date(), new Date());
      await results.promise;
      again = Math.min(again, performance.now() - saved);
    }
    await stop();

    const isQuick = again / first <= mostOfFirstRun;
    if (!isQuick) slow += 1;
    process.stdout.write(
      `${name}: ${tests.length} tests in ${seconds(first)} s; after a save in ${seconds(again)} s, ${(again / first).toFixed(2)} of that (at most ${mostOfFirstRun}: ${isQuick ? "yes" : "no"})\n`,
    );
  }
  return slow === 0 ? 0 : 1;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(1);
}
