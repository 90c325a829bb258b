import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Manifest, readManifest } from "./manifest.ts";

/** One folder of `exercises/`. */
export interface Exercise {
  /** Absolute. */
  folder: string;
  /** The folder's name: `02-local-public-client`. */
  name: string;
  /** Its number for learners: 2. */
  number: number;
  manifest: Manifest;
}

/** The repository's root. */
export const repositoryRoot: string = join(import.meta.dirname, "../../../..");

const folderName = /^(\d\d)-[a-z0-9-]+$/;

/** @throws ManifestError if `exercise.json` is not valid. */
export function loadExercise(folder: string): Exercise {
  const name = basename(folder);
  return { folder, name, number: Number(folderName.exec(name)?.[1] ?? 0), manifest: readManifest(folder) };
}

/** All exercises, in order. */
export function listExercises(parent: string = join(repositoryRoot, "exercises")): Exercise[] {
  return exerciseFolders(parent).map(loadExercise);
}

/** The folders of the exercises, in order, independent of their content. */
export function exerciseFolders(parent: string = join(repositoryRoot, "exercises")): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && folderName.test(entry.name))
    .map((entry) => join(parent, entry.name))
    .toSorted();
}

/** Finds the exercise for `2`, `02`, `02-local-public-client` or `local-public-client`. */
export function findExercise(wanted: string, exercises: readonly Exercise[]): Exercise | undefined {
  const byNumber = /^\d{1,2}$/.test(wanted) ? Number(wanted) : undefined;
  return exercises.find(
    ({ name, number }) => number === byNumber || name === wanted || name.slice(3) === wanted,
  );
}
