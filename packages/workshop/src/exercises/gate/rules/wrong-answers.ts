import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../../files-under.ts";
import { taskOf } from "../../test-names.ts";
import { unreadable } from "../unreadable.ts";
import { type Check, type Evidence, noRun } from "../evidence.ts";

/** Every wrong answer is caught by exactly the tests that it names, and by nothing else. */
export function wrongAnswers(evidence: Evidence): Check[] {
  const caught = new Set([...evidence.wrongAnswers.values()].flatMap((answer) => answer?.caughtBy ?? []));
  const caughtTasks = new Set([...caught].map(taskOf));
  return [
    ...[...evidence.wrongAnswers.keys()].map((name) => ({
      claim: `wrong/${name} is caught by the tests that it names`,
      problems: [...header(evidence, name), ...files(evidence, name), ...outcome(evidence, name)],
    })),
    {
      claim: "each task has a wrong answer",
      problems: evidence.exercise.manifest.tasks
        .filter(({ id }) => !caughtTasks.has(id))
        .map(({ id }) => `No wrong answer is caught by task ${id}.`),
    },
  ];
}

function header({ exercise, wrongAnswers: answers, testNames }: Evidence, name: string): string[] {
  const answer = answers.get(name);
  if (answer === undefined) {
    return [
      `wrong/${name}: exactly one file must begin with the comment “// Mistake: …”, “// Caught by: …” (one line a test), “// An attacker: …”, “// Hint: …”.`,
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

function files({ exercise: { folder } }: Evidence, name: string): string[] {
  const own = filesUnder(join(folder, "wrong", name));
  const foreign = own.filter((file) => !existsSync(join(folder, "solution", file)));
  const same = own.filter(
    (file) =>
      !foreign.includes(file) &&
      codeOf(join(folder, "wrong", name, file)) === codeOf(join(folder, "solution", file)),
  );
  return [
    ...foreign.map((file) => `wrong/${name}/${file} has no counterpart in solution/.`),
    ...same.map((file) => `wrong/${name}/${file} is the solution's: leave it out.`),
  ];
}

function codeOf(path: string): string {
  return readFileSync(path, "utf8").replaceAll(/^\/\/.*\n/gm, "");
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
