import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../../files-under.ts";
import type { Check, Evidence } from "../evidence.ts";

const fewestWrongAnswers = 6;
const alwaysThere = ["accept-all", "deny-all"] as const;

/** The folders and files of an exercise. */
export function structure(evidence: Evidence): Check[] {
  return [
    { claim: "all folders and files are there", problems: missingFiles(evidence) },
    {
      claim: "the README tells what to edit, how to run the tests and when it is done",
      problems: readme(evidence),
    },
    { claim: "tasks are numbered after the exercise", problems: taskNumbers(evidence) },
    { claim: "tasks have files of their own, and what is given stays", problems: filesOfTasks(evidence) },
    { claim: "the wrong answers worth having are there", problems: wrongAnswers(evidence) },
    { claim: "the starter says TODO in each file to edit", problems: starterWithoutTodo(evidence) },
  ];
}

function missingFiles({ exercise: { folder, manifest } }: Evidence): string[] {
  const expected = [...manifest.edit, ...manifest.given].toSorted();
  const starter = filesUnder(join(folder, "starter"));
  const problems = ["README.md", "package.json", "tsconfig.json", "vitest.config.ts"]
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `${file} is missing.`);
  if (starter.join() !== expected.join()) {
    problems.push(
      `starter/ holds ${starter.join(", ") || "nothing"}, but “edit” and “given” in exercise.json list ${expected.join(", ")}.`,
    );
  }
  const absent = expected.filter((file) => !existsSync(join(folder, "solution", file)));
  problems.push(...absent.map((file) => `solution/${file} is missing.`));
  // Another right answer may have other files: the tests import what they need.
  if (!existsSync(join(folder, "alternative"))) problems.push("alternative/ is missing.");
  return problems;
}

/**
 * A task's own file has to be in `edit`. A given file belongs to no task, so it is the same in the solution.
 */
function filesOfTasks({ exercise: { manifest }, variants }: Evidence): string[] {
  const textOf = (name: string, file: string): string | undefined =>
    variants.find((variant) => variant.name === name)?.files.get(file);
  return [
    ...manifest.tasks
      .filter(({ file }) => file !== undefined && !manifest.edit.includes(file))
      .map(({ id, file }) => `Task ${id} is done in ${file}, which “edit” in exercise.json does not list.`),
    ...manifest.given
      .filter((file) => textOf("starter", file) !== textOf("solution", file))
      .map((file) => `${file} is given, but starter/ and solution/ differ in it.`),
  ];
}

function readme({ exercise: { folder, manifest } }: Evidence): string[] {
  const path = join(folder, "README.md");
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const expected = [...manifest.edit, "pnpm test", "Done when"];
  return expected
    .filter((part) => !text.includes(part))
    .map((part) => `README.md does not mention “${part}”.`);
}

function taskNumbers({ exercise: { number, manifest } }: Evidence): string[] {
  const expected = manifest.tasks.map((_, index) => `${number}.${index + 1}`);
  return manifest.tasks.flatMap(({ id }, index) =>
    id === expected[index] ? [] : [`Task ${id} in exercise.json should be ${expected[index]}.`],
  );
}

function wrongAnswers({ exercise, wrongAnswers: answers }: Evidence): string[] {
  const problems = alwaysThere
    .filter((name) => !answers.has(name) && exercise.manifest.without[name] === undefined)
    .map((name) => `wrong/${name}.diff is missing; if it would mean nothing here, say why under “without”.`);
  if (answers.size < fewestWrongAnswers) {
    problems.push(`There are ${answers.size} wrong answers; at least ${fewestWrongAnswers} are expected.`);
  }
  // The gate reads only diffs. It would ignore a mistake that is stored in another way.
  const others = filesUnder(join(exercise.folder, "wrong")).filter((file) => !/^[^/]+\.diff$/.test(file));
  problems.push(
    ...others.map((file) => `wrong/${file} is not the diff of a mistake: expected wrong/<mistake>.diff.`),
  );
  return problems;
}

function starterWithoutTodo({ exercise: { manifest }, variants }: Evidence): string[] {
  const starter = variants.find(({ name }) => name === "starter");
  return manifest.edit
    .filter((file) => starter?.files.get(file)?.includes("TODO") === false)
    .map((file) => `starter/${file} has no TODO.`);
}
