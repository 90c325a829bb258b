import { headOf } from "../../mistake-diff.ts";
import { readDiff, rightAnswerNames } from "../../wrong-answer.ts";
import { likeness } from "../likeness.ts";
import { type Check, type Evidence, noRun } from "../evidence.ts";

/** If the second answer is more similar than this, it does not show that the tests accept other solutions. */
const mostLikeness = 0.9;

/**
 * The solution, a second one, and others that differ in one point: the tests must not require one way of
 * writing it.
 */
export function rightAnswers(evidence: Evidence): Check[] {
  const others = rightAnswerNames(evidence.exercise.folder);
  return [
    ...others.map((name) => ({ claim: `${name} is a right answer`, problems: diff(evidence, name) })),
    ...["solution", "alternative", ...others].flatMap((name) => [
      { claim: `the ${name} passes all tests`, problems: failures(evidence, name) },
      { claim: `the ${name} is well typed`, problems: [...(evidence.typeErrors.get(name) ?? [])] },
      { claim: `the ${name} leaves nothing to do`, problems: leftovers(evidence, name) },
    ]),
    { claim: "the right answers are free of lint", problems: evidence.lintErrors },
    { claim: "the alternative differs in structure", problems: sameStructure(evidence) },
  ];
}

/** Its head, and whether it applies to the solution. */
function diff({ exercise, variants }: Evidence, name: string): string[] {
  const head = headOf(readDiff(exercise.folder, name));
  const { rejected, unreadable, changed } = variants.find((each) => each.name === name) ?? {
    rejected: [],
    changed: [],
  };
  return [
    ...(/^Right: .+\nWhy: .+\n/.test(head)
      ? []
      : [`${name}.diff must begin with “Right: …” and “Why: …”, each in one line.`]),
    ...(unreadable === undefined ? [] : [`${name}.diff is not a unified diff: ${unreadable}`]),
    ...(changed.length === 0 && unreadable === undefined ? [`${name}.diff changes nothing.`] : []),
    ...rejected.map(
      ({ file, hunk }) =>
        `${name}.diff no longer applies to solution/${file}, near line ${hunk.oldStart}. Mend it with: pnpm exercise:wrong ${exercise.number} ${name}`,
    ),
  ];
}

function failures({ runs, testNames }: Evidence, name: string): string[] {
  const { tests, errors } = runs.get(name) ?? noRun;
  const failed = tests
    .filter(({ state }) => state === "failed")
    .map(
      ({ name: test, failures: reasons }) => `“${test}” fails: ${reasons[0]?.message ?? "no reason given"}`,
    );
  const missing = testNames.filter((test) => !tests.some(({ name: ran }) => ran === test));
  return [...errors, ...failed, ...missing.map((test) => `“${test}” has not run against ${name}/.`)];
}

function leftovers({ variants }: Evidence, name: string): string[] {
  const variant = variants.find((candidate) => candidate.name === name);
  return [...(variant?.files ?? [])]
    .filter(([, source]) => /\bTODO\b|\bFIXME\b/.test(source))
    .map(([file]) => `${name}/${file} still says TODO.`);
}

function sameStructure({ variants }: Evidence): string[] {
  const source = (name: string): string =>
    [...(variants.find((candidate) => candidate.name === name)?.files.values() ?? [])].join("\n");
  const alike = likeness(source("solution"), source("alternative"));
  if (alike <= mostLikeness) return [];
  return [
    `alternative/ is, but for names, ${Math.round(alike * 100)} % the same as solution/. Write it another way: other functions, another order, another API.`,
  ];
}
