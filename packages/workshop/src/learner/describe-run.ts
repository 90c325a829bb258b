import { describeResults } from "../exercises/describe-results.ts";
import type { Exercise } from "../exercises/exercise.ts";
import type { RunResult } from "../exercises/test-result.ts";
import { toTaskResults } from "../exercises/task-results.ts";
import type { WrongAnswer } from "../exercises/wrong-answer.ts";
import { recognizeMistakes } from "./recognize-mistake.ts";

/**
 * The text for a learner after a run: the tasks, the mistake if it is known, and what to do next.
 *
 * @param focus the ID of the task that the learner has chosen.
 */
export function describeRun(exercise: Exercise, result: RunResult, focus?: string): string {
  return [
    describeResults(exercise, result, focus).trimEnd(),
    ...describeMistake(exercise, result, focus),
    nextStep(exercise, result, focus),
  ]
    .join("\n\n")
    .concat("\n");
}

/** More than three would not help. */
const mostMistakes = 3;

function describeMistake(exercise: Exercise, result: RunResult, focus?: string): string[] {
  const answers = recognizeMistakes(exercise, result, focus).slice(0, mostMistakes);
  if (answers.length === 0) return [];
  // Other mistakes can fail the same tests, so this is a question.
  return ["Known mistakes that fail the same tests. Is one of them yours?", ...answers.map(tellMistake)];
}

function tellMistake({ name, mistake, gain, hint }: WrongAnswer): string {
  const harmless = /^gains nothing; (.+)$/s.exec(gain)?.[1];
  const effect = harmless === undefined ? `An attacker ${gain}` : `What comes of it: ${harmless}`;
  return [`“${name}”: ${mistake}`, effect, `Hint: ${hint}`].join("\n");
}

function nextStep({ number, manifest }: Exercise, result: RunResult, focus?: string): string {
  const tasks = toTaskResults(manifest.tasks, result, focus);
  const open = tasks.find(({ state }) => state === "open");
  if (open !== undefined) return `Stuck? pnpm workshop hint ${open.task.id}`;
  const left = tasks.find(({ state }) => state !== "passed");
  if (left !== undefined) return `${focus} is done. The next open task: pnpm workshop ${left.task.id}`;
  return `All done. See what your code stops: pnpm workshop replay ${number}. The stored answer: pnpm workshop diff ${number}`;
}
