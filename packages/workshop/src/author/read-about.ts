import type { Exercise } from "../exercises/exercise.ts";
import { readTestNames, taskOf } from "../exercises/test-names.ts";
import { isKind, kindNames } from "../exercises/kinds.ts";
import { aboutFile } from "./draft.ts";

const expectedOfRight = {
  Right: "how it differs from the solution, in one sentence",
  Why: "why that is right too, in one sentence",
} as const;

const expectedOfWrong = {
  Mistake: "the mistake in one sentence",
  Kind: `one of ${kindNames.join(", ")}`,
  "Caught by": "the exact name of a test, one line for each",
  "An attacker": "what an attacker gains in one sentence, or “gains nothing; …”",
  Hint: "where to look, for a learner who has made the mistake",
} as const;

/**
 * The stored head of a diff, from an author's text.
 *
 * @param name of the mistake, or `right/<name>` of a right answer.
 * @throws Error that names each line that is missing, unknown or names no test.
 */
export function readAbout(exercise: Exercise, about: string, name: string): string {
  const expected: Readonly<Record<string, string>> = name.startsWith("right/")
    ? expectedOfRight
    : expectedOfWrong;
  const lines = about
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  const facts = lines.map((line) => ({ line, ...factIn(line, expected) }));
  const problems = [
    ...facts.filter(({ label }) => label === undefined).map(({ line }) => `“${line}” does not belong here`),
    ...Object.entries(expected).flatMap(([label, what]) => {
      const count = facts.filter((fact) => fact.label === label && fact.text !== "").length;
      if (count === 0) return [`“${label}: …” is missing or empty (${what})`];
      return count > 1 && label !== "Caught by" ? [`“${label}: …” is there ${count} times`] : [];
    }),
    ...facts
      .filter(({ label, text = "" }) => label === "Kind" && text !== "" && !isKind(text))
      .map(({ text = "" }) => `“${text}” is no kind of mistake (${expected["Kind"] ?? ""})`),
    ...facts
      .filter(({ label, text }) => label === "Caught by" && text !== "")
      .flatMap(({ text = "" }) => unknownTest(exercise, text)),
  ];
  if (problems.length === 0) return lines.join("\n");
  throw new Error(
    `${aboutFile} in the draft is not complete:\n${problems.map((each) => `  ${each}`).join("\n")}`,
  );
}

function factIn(line: string, expected: object): { label?: string; text?: string } {
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
