import type { Exercise } from "../exercises/exercise.ts";
import type { RunResult } from "../exercises/test-result.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import { taskOf } from "../exercises/test-names.ts";
import { readWrongAnswer, type WrongAnswer, wrongAnswerNames } from "../exercises/wrong-answer.ts";
import type { Paint } from "./describe-board.ts";

/**
 * The attacks that the passed tasks stop, against the starter and against the learner's code, side by side.
 * An attack uses a stored mistake. The tests that catch the mistake play it. Mistakes from which an attacker
 * gains nothing are not played.
 */
export function describeReplay(
  exercise: Exercise,
  yours: RunResult,
  starter: RunResult,
  paint: Paint,
): string {
  const tasks = toTaskResults(exercise.manifest.tasks, yours).filter(({ state }) => state === "passed");
  const passed = new Set(tasks.map(({ task }) => task.id));
  const attacks = wrongAnswerNames(exercise.folder)
    .map((name) => readWrongAnswer(exercise.folder, name))
    .filter((answer) => answer !== undefined)
    .filter(({ gain }) => !gain.startsWith("gains nothing"))
    .filter(({ caughtBy }) => caughtBy.every((test) => passed.has(taskOf(test) ?? "")));
  if (attacks.length === 0) return "No task with attacks is done yet. There is nothing to replay.\n";
  const lines = attacks.map((attack) => describeAttack(attack, yours, starter, paint));
  const stoppedBy = (result: RunResult): number =>
    attacks.filter(({ caughtBy }) => holds(result, caughtBy)).length;
  return [
    `${attacks.length} attacks, against the starter and against your code`,
    "",
    ...lines,
    `Your code stops ${stoppedBy(yours)} of ${attacks.length} attacks; the starter stops ${stoppedBy(starter)}.`,
    "",
  ].join("\n");
}

function describeAttack(
  { gain, caughtBy }: WrongAnswer,
  yours: RunResult,
  starter: RunResult,
  paint: Paint,
): string {
  const stopped = (result: RunResult): string =>
    holds(result, caughtBy) ? paint("green", "stopped") : paint("red", "gets through");
  const tasks = [...new Set(caughtBy.map(taskOf))].join(", ");
  return [
    `  An attacker ${gain}`,
    `      starter: ${stopped(starter)}   yours: ${stopped(yours)}   ${paint("dim", `(${tasks})`)}`,
    "",
  ].join("\n");
}

function holds({ tests, errors }: RunResult, names: readonly string[]): boolean {
  return (
    errors.length === 0 &&
    names.every((name) => tests.some((test) => test.name === name && test.state === "passed"))
  );
}
