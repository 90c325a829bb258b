import { taskOf } from "../../test-names.ts";
import type { Variant } from "../../variants.ts";
import { unreadable } from "../unreadable.ts";
import { type Check, type Evidence, noRun } from "../evidence.ts";

/** Exactly the tests that a wrong answer names catch it. */
export function wrongAnswers(evidence: Evidence): Check[] {
  const caught = new Set([...evidence.wrongAnswers.values()].flatMap((answer) => answer?.caughtBy ?? []));
  const caughtTasks = new Set([...caught].map(taskOf));
  return [
    ...[...evidence.wrongAnswers.keys()].map((name) => ({
      claim: `wrong/${name} is caught by the tests that it names`,
      problems: problemsOf(evidence, name),
    })),
    {
      claim: "each task has a wrong answer",
      problems: evidence.exercise.manifest.tasks
        .filter(({ id }) => !caughtTasks.has(id))
        .map(({ id }) => `No wrong answer is caught by task ${id}.`),
    },
  ];
}

function problemsOf(evidence: Evidence, name: string): string[] {
  const variant = evidence.variants.find((candidate) => candidate.name === `wrong/${name}`);
  const stored = [...header(evidence, name), ...(variant === undefined ? [] : diff(evidence, name, variant))];
  // An answer without files cannot run. A message for each of its tests would hide the reason.
  return variant?.files.size === 0 ? stored : [...stored, ...outcome(evidence, name)];
}

function header({ exercise, wrongAnswers: answers, testNames }: Evidence, name: string): string[] {
  const answer = answers.get(name);
  if (answer === undefined) {
    return [
      `wrong/${name}.diff must begin with “Mistake: …”, “Caught by: …” (one line a test), “An attacker: …” and “Hint: …”, each in one line.`,
    ];
  }
  const unknown = answer.caughtBy.filter((test) => !testNames.includes(test));
  const happy = answer.caughtBy.filter((test) => exercise.manifest.happyPath.includes(test));
  return [
    ...unknown.map((test) => `wrong/${name} names “${test}”, which is not a test.`),
    ...(name === "deny-all" ? [] : happy).map(
      (test) => `wrong/${name} names “${test}”: a wrong answer worth having passes the happy path.`,
    ),
  ];
}

/** Whether the diff can be read, applies to the solution, and changes what its files do. */
function diff({ exercise, variants }: Evidence, name: string, variant: Variant): string[] {
  const solution = variants.find((each) => each.name === "solution")?.files ?? new Map<string, string>();
  const { files, changed, rejected, unreadable: reason } = variant;
  const file = `wrong/${name}.diff`;
  if (reason !== undefined) return [`${file} is not a unified diff: ${reason}`];
  const foreign = changed.filter((path) => !solution.has(path));
  const misplaced = rejected.filter((part) => !foreign.includes(part.file));
  const mend = `Mend it with: pnpm exercise:wrong ${exercise.number} ${name}`;
  const same = changed.filter((path) => codeOf(files.get(path)) === codeOf(solution.get(path)));
  return [
    ...foreign.map((path) => `${file} changes ${path}, which solution/ does not have.`),
    ...misplaced.map(
      ({ file: path, hunk }) =>
        `${file} no longer applies to solution/${path}, near line ${hunk.oldStart}. ${mend}`,
    ),
    ...(changed.length === 0 ? [`${file} changes nothing.`] : []),
    ...(rejected.length > 0 ? [] : same).map((path) => `${file} changes no code in ${path}.`),
  ];
}

function codeOf(source: string | undefined): string {
  return (source ?? "").replaceAll(/^\/\/.*\n/gm, "");
}

function outcome(evidence: Evidence, name: string): string[] {
  const variant = `wrong/${name}`;
  const { tests, errors } = evidence.runs.get(variant) ?? noRun;
  const expected = evidence.wrongAnswers.get(name)?.caughtBy ?? [];
  const failed = tests.filter(({ state }) => state === "failed");
  const unexpected = failed.filter(({ name: test }) => !expected.includes(test));
  const missed = expected.filter((test) => !failed.some(({ name: found }) => found === test));
  return [
    ...(evidence.typeErrors.get(variant) ?? []).map((error) => `${variant} does not compile: ${error}`),
    ...errors.map((error) => `${variant}: ${error}`),
    ...missed.map((test) => `“${test}” should catch ${variant}, and passes.`),
    ...unexpected.map(
      ({ name: test, failures: reasons }) =>
        `“${test}” fails with ${variant}, which does not name it: ${reasons[0]?.message.split("\n")[0] ?? ""}`,
    ),
    ...failed.flatMap((test) => unreadable(test)),
  ];
}
