import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";

/** The learner's own folder. Git does not see it. */
export interface WorkFolder {
  folder: string;
  /** Whether it has just been made from the starter. */
  isNew: boolean;
  /** Files that the starter has and this folder has not (any more). */
  missing: readonly string[];
}

/** Makes `work/` from `starter/` on first use. What is there already is never touched. */
export function openWorkFolder(exerciseFolder: string): WorkFolder {
  const starter = join(exerciseFolder, "starter");
  const folder = join(exerciseFolder, "work");
  const isNew = !existsSync(folder);
  if (isNew) cpSync(starter, folder, { recursive: true });
  const missing = filesUnder(starter).filter((file) => !existsSync(join(folder, file)));
  return { folder, isNew, missing };
}
