import type { Exercise } from "../exercises/exercise.ts";
import { readTestNames, taskOf } from "../exercises/test-names.ts";
import { aboutFile } from "./draft.ts";

const expected = {
  Mistake: "the mistake in one sentence",
  "Caught by": "the exact name of a test, one line for each",
  "An attacker": "what an attacker gains in one sentence, or “gains nothing; …”",
  Hint: "where to look, for a learner who has made the mistake",
} as const;

/**
 * The head of a diff as it is stored, from what an author has written.
 *
 * @throws Error that names each line that is missing, unknown or names no test.
 */
export function readAbout(exercise: Exercise, about: string): string {
  const lines = about
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  const facts = lines.map((line) => ({ line, ...factIn(line) }));
  const problems = [
    ...facts
      .filter(({ label }) => label === undefined)
      .map(({ line }) => `“${line}” is none of the four kinds of line`),
    ...Object.entries(expected).flatMap(([label, what]) => {
      const count = facts.filter((fact) => fact.label === label && fact.text !== "").length;
      if (count === 0) return [`“${label}: …” is missing or empty (${what})`];
      return count > 1 && label !== "Caught by" ? [`“${label}: …” is there ${count} times`] : [];
    }),
    ...facts
      .filter(({ label, text }) => label === "Caught by" && text !== "")
      .flatMap(({ text = "" }) => unknownTest(exercise, text)),
  ];
  if (problems.length === 0) return lines.join("\n");
  throw new Error(
    `${aboutFile} in the draft is not complete:\n${problems.map((each) => `  ${each}`).join("\n")}`,
  );
}

function factIn(line: string): { label?: string; text?: string } {
  const [, label = "", text = ""] = /^([A-Z][a-z ]+):(.*)$/.exec(line) ?? [];
  return label in expected ? { label, text: text.trim() } : {};
}

function unknownTest({ folder, manifest }: Exercise, wanted: string): string[] {
  const names = readTestNames(folder);
  if (names.includes(wanted)) return [];
  const task = taskOf(`${wanted} …`) ?? manifest.tasks[0]?.id;
  const near = names.filter((name) => taskOf(name) === task).map((name) => `    ${name}`);
  return [[`“${wanted}” is not a test. The tests of task ${task}:`, ...near].join("\n")];
}
