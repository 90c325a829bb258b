import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { exerciseFolders, repositoryRoot } from "../exercises/exercise.ts";
import { skeletonSettings } from "./skeleton-settings.ts";
import { skeletonSources } from "./skeleton-sources.ts";

/**
 * Makes a working exercise with one small task. All parts exist, and the gate reports only that there are too
 * few wrong answers. It gets the next free number.
 *
 * @param name of the folder, without the number: `key-rotation`.
 * @param title for people; by default the name.
 * @returns the new folder.
 * @throws Error if the name is not valid or already used, or if no number is left.
 */
export function createExercise(
  name: string,
  title?: string,
  parent: string = join(repositoryRoot, "exercises"),
): string {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
    throw new Error(
      `“${name}” cannot name an exercise. Expected small letters, digits and hyphens, without a number before it, such as key-rotation.`,
    );
  }
  const folders = exerciseFolders(parent);
  const taken = folders.find((folder) => basename(folder).slice(3) === name);
  if (taken !== undefined) throw new Error(`There is an exercise of this name: ${basename(taken)}.`);
  const last = folders.at(-1);
  const number = last === undefined ? 0 : Number(basename(last).slice(0, 2)) + 1;
  if (number > 99) throw new Error("There is no number left: an exercise has two digits.");
  const folderName = `${String(number).padStart(2, "0")}-${name}`;
  const folder = join(parent, folderName);
  const spoken = title ?? `${name[0]?.toUpperCase() ?? ""}${name.slice(1).replaceAll("-", " ")}`;
  write(folder, { ...skeletonSettings(folderName), ...skeletonSources(number, spoken) });
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
