import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";

/** The learner's own folder. Git ignores it. */
export interface WorkFolder {
  folder: string;
  /** Whether it was just made from the starter. */
  isNew: boolean;
  /** Files of the starter that are not in this folder (any more). */
  missing: readonly string[];
}

/** Makes `work/` from `starter/` at the first use. Existing files are never changed. */
export function openWorkFolder(exerciseFolder: string): WorkFolder {
  const starter = join(exerciseFolder, "starter");
  const folder = join(exerciseFolder, "work");
  const isNew = !existsSync(folder);
  if (isNew) cpSync(starter, folder, { recursive: true });
  const missing = filesUnder(starter).filter((file) => !existsSync(join(folder, file)));
  return { folder, isNew, missing };
}
