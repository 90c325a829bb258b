import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { type Files, formatDiff, headOf, makeMistake } from "../exercises/mistake-diff.ts";
import { readFiles } from "../exercises/variants.ts";
import { diffPath, readDiff, rightAnswerNames, wrongAnswerNames } from "../exercises/wrong-answer.ts";
import { readAbout } from "./read-about.ts";
import { type Draft, draftFolder, readDraft, writeDraft } from "./draft.ts";
import { formatSource } from "./format-source.ts";

/**
 * Writes a stored mistake to `draft/`, or the solution for a new mistake. An existing draft is not changed.
 *
 * @param name of the mistake, or `right/<name>` of a right answer that is stored in the same way.
 * @throws Error if the name is not valid, or if the stored diff cannot be read.
 */
export function layOutDraft(exercise: Exercise, name: string): "new" | "stored" | "rejected" | "there" {
  checkName(exercise, name);
  const folder = draftFolder(exercise, name);
  if (existsSync(folder)) return "there";
  const base = solutionOf(exercise);
  if (![...wrongAnswerNames(exercise.folder), ...rightAnswerNames(exercise.folder)].includes(name)) {
    writeDraft(folder, { about: emptyAbout(exercise, name), files: base, base, rejected: [] });
    return "new";
  }
  const diff = readDiff(exercise.folder, name);
  const { files, rejected } = parse(diff, base, name);
  writeDraft(folder, { about: `${headOf(diff).trimEnd()}\n`, files, base, rejected });
  return rejected.length === 0 ? "stored" : "rejected";
}

/**
 * Saves a draft as `wrong/<name>.diff`, formatted, and removes the draft. If the solution has changed since
 * the draft was made, the mistake is made in the new solution. If that is not possible, a new draft is
 * written and nothing is saved.
 *
 * @throws Error that says what is missing in the draft.
 */
export function saveDraft(exercise: Exercise, name: string): "saved" | "rejected" {
  checkName(exercise, name);
  const folder = draftFolder(exercise, name);
  if (!existsSync(folder)) {
    throw new Error(`There is no draft of “${name}”. Lay it out first: ${command(exercise, name)}`);
  }
  const { about, files, base } = readDraft(folder);
  const head = readAbout(exercise, about, name);
  const solution = solutionOf(exercise);
  const change = formatDiff(head, base, formatChanged(files, base));
  const { files: mistaken, changed, rejected } = makeMistake(change, solution);
  if (changed.length === 0)
    throw new Error("The draft does not differ from the solution: make the mistake in it first.");
  if (rejected.length > 0) {
    writeDraft(folder, { about, files: mistaken, base: solution, rejected });
    return "rejected";
  }
  const path = diffPath(exercise.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, formatDiff(head, solution, mistaken, basename(dirname(path))));
  rmSync(folder, { recursive: true });
  if (readdirSync(dirname(folder)).length === 0) rmSync(dirname(folder), { recursive: true });
  return "saved";
}

/** The command that an author types. */
export function command({ number }: Pick<Exercise, "number">, name: string): string {
  return `pnpm exercise:wrong ${number} ${name}`;
}

function checkName({ folder, manifest }: Exercise, name: string): void {
  if (/^(?:right\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return;
  const names = wrongAnswerNames(folder).join(", ") || "none yet";
  throw new Error(
    `“${name}” cannot name a mistake. Expected small letters, digits and hyphens, such as any-audience. Stored for “${manifest.title}”: ${names}.`,
  );
}

function solutionOf({ folder }: Exercise): Files {
  return readFiles(join(folder, "solution"));
}

function parse(diff: string, base: Files, name: string): Pick<Draft, "files" | "rejected"> {
  try {
    return makeMistake(diff, base);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `wrong/${name}.diff is not a unified diff: ${reason}. Restore it with git, or delete it and begin again.`,
      { cause: error },
    );
  }
}

function formatChanged(files: Files, base: Files): Files {
  return new Map(
    [...files].map(
      ([file, text]) => [file, text === base.get(file) ? text : formatSource(file, text)] as const,
    ),
  );
}

function emptyAbout({ manifest }: Exercise, name: string): string {
  if (name.startsWith("right/")) return "Right: \nWhy: \n";
  return [
    "Mistake: ",
    "Kind: ",
    `Caught by: [${manifest.tasks[0]?.id ?? ""}] `,
    "An attacker: ",
    "Hint: ",
    "",
  ].join("\n");
}
