import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../../files-under.ts";
import { taskOf } from "../../test-names.ts";
import { type Check, type Evidence, noRun } from "../evidence.ts";

const evasions: readonly [RegExp, string][] = [
  [/\b(?:test|it|describe)(?:\.\w+)*\.only\b/, ".only"],
  [/\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf)\b|\bcontext\.skip\(|\bctx\.skip\(/, ".skip"],
  [/\b(?:test|it)(?:\.\w+)*\.(?:todo|fails)\b/, ".todo or .fails"],
  [/passWithNoTests/, "passWithNoTests"],
];

/** The tests: one set for all variants, none of them skipped, each belonging to a task. */
export function tests(evidence: Evidence): Check[] {
  return [
    { claim: "no test is skipped or singled out", problems: evaded(evidence) },
    { claim: "tests reach the answer through #exercise only", problems: foreignImports(evidence) },
    { claim: "test names are literal, unique and begin with a task", problems: names(evidence) },
    { claim: "each task has tests", problems: tasksWithoutTests(evidence) },
  ];
}

function testFiles({ exercise }: Evidence): { file: string; source: string }[] {
  const folder = join(exercise.folder, "tests");
  return filesUnder(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, source: readFileSync(join(folder, file), "utf8") }));
}

function evaded(evidence: Evidence): string[] {
  const found = testFiles(evidence).flatMap(({ file, source }) =>
    evasions.filter(([pattern]) => pattern.test(source)).map(([, name]) => `tests/${file} uses ${name}.`),
  );
  const skipped = [...evidence.runs].flatMap(([variant, { tests: outcomes }]) =>
    outcomes
      .filter(({ state }) => state === "skipped")
      .map(({ name }) => `“${name}” did not run against ${variant}.`),
  );
  return [...found, ...skipped];
}

/** A test that imports a solution tests the solution, and not the learner's answer. */
function foreignImports(evidence: Evidence): string[] {
  const stored =
    /(?:from|import\(?)\s*["'][^"'#]*\/(?:starter|solution|alternative|right|wrong|work)\/[^"']*["']/g;
  return testFiles(evidence).flatMap(({ file, source }) =>
    (source.match(stored) ?? []).map(
      (found) => `tests/${file} has ${found}; expected an import of "#exercise/…".`,
    ),
  );
}

function names({ exercise, testNames, runs }: Evidence): string[] {
  const tasks = new Set(exercise.manifest.tasks.map(({ id }) => id));
  const problems = testNames
    .filter((name) => !tasks.has(taskOf(name) ?? ""))
    .map((name) => `“${name}” does not begin with a task of exercise.json, such as “[${[...tasks][0]}] ”.`);
  const repeated = testNames.filter((name, index) => testNames.indexOf(name) !== index);
  problems.push(...repeated.map((name) => `“${name}” is the name of two tests.`));
  // The names that run have to be the names in the files: the kill matrix and the wrong answers use them.
  const ran = (runs.get("solution") ?? noRun).tests.map(({ name }) => name);
  problems.push(
    ...ran
      .filter((name) => !testNames.includes(name))
      .map((name) => `“${name}” runs, but no test() in tests/ has this name as one literal string.`),
  );
  const unknown = exercise.manifest.happyPath.filter((name) => !testNames.includes(name));
  return [...problems, ...unknown.map((name) => `“happyPath” lists “${name}”, which is not a test.`)];
}

function tasksWithoutTests({ exercise, testNames }: Evidence): string[] {
  const tested = new Set(testNames.map(taskOf));
  return exercise.manifest.tasks
    .filter(({ id }) => !tested.has(id))
    .map(({ id }) => `Task ${id} has no test.`);
}
