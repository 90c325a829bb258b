import { styleText } from "node:util";
import type { Exercise } from "../exercises/exercise.ts";
import { ManifestError } from "../exercises/manifest.ts";
import type { RunResult } from "../exercises/test-result.ts";
import { toTaskResults } from "../exercises/task-results.ts";

/** An exercise and the result of its tests; no result: not begun. */
export interface BoardEntry {
  exercise: Exercise;
  result: RunResult | undefined;
}

type Style = Parameters<typeof styleText>[0];

/** Colour only if the stream is a terminal and NO_COLOR is not set. */
export type Paint = (style: Style, text: string) => string;

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

/**
 * One line for each exercise, with a mark for each task; and what to do next.
 *
 * @param isAsked whether a question follows: then a learner could type a shown command as the answer.
 */
export function describeBoard(entries: readonly BoardEntry[], paint: Paint, isAsked = false): string {
  const width = Math.max(...entries.map(({ exercise }) => exercise.manifest.title.length));
  const most = Math.max(...entries.map(({ exercise }) => exercise.manifest.tasks.length));
  const lines = entries.map((entry) => describeEntry(entry, { width, most }, paint));
  const next = entries.find((entry) => !isDone(entry));
  const advice =
    next === undefined
      ? "Everything is done. Go on with the real Entra: docs/lesson/going-to-entra.md"
      : `Next: pnpm workshop ${next.exercise.number}`;
  return [
    paint("bold", "Your progress"),
    "",
    ...lines,
    "",
    ...(isAsked && next !== undefined ? [] : [advice, ""]),
  ].join("\n");
}

function describeEntry(
  { exercise, result }: BoardEntry,
  { width, most }: { width: number; most: number },
  paint: Paint,
): string {
  const { number, manifest } = exercise;
  const head = `  ${number}  ${manifest.title.padEnd(width)}`;
  if (result === undefined) {
    const ticks = "·".repeat(manifest.tasks.length);
    return `${head}  ${ticks.padEnd(most)}  ${paint("dim", `about ${manifest.minutes} minutes`)}`;
  }
  const tasks = toTaskResults(manifest.tasks, result);
  const ticks = tasks.map(({ state }) => ({ passed: "✓", open: "✗", "not-yet": "·" })[state]).join("");
  const open = tasks.find(({ state }) => state === "open");
  const state = open === undefined ? paint("green", "done") : `at ${open.task.id} ${open.task.title}`;
  return `${head}  ${ticks.padEnd(most)}  ${state}`;
}

function isDone({ exercise, result }: BoardEntry): boolean {
  if (result === undefined) return false;
  return toTaskResults(exercise.manifest.tasks, result).every(({ state }) => state === "passed");
}

/** A message for a user who asked for an exercise that does not exist, or that has an invalid manifest. */
export function describeProblem(error: unknown): string {
  if (error instanceof ManifestError) return `${error.message} Restore it with: git checkout -- exercises`;
  return error instanceof Error ? error.message : String(error);
}
