import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatPatch } from "diff";
import { z } from "zod";
import type { Exercise } from "../exercises/exercise.ts";
import type { Files, Rejected } from "../exercises/mistake-diff.ts";
import { readFiles } from "../exercises/variants.ts";

/**
 * A mistake that can be edited, in `draft/<mistake>/`, which git ignores. The folder has all files of the
 * solution with the mistake in them, so that an editor finds the imported files, and three more files.
 */
export interface Draft {
  /** The head of the diff. */
  about: string;
  files: Files;
  /** The solution at that time: the difference from it is the mistake. */
  base: Files;
  /** Parts of the old diff that do not fit the solution. The author adds them by hand. */
  rejected: readonly Rejected[];
}

export const aboutFile = "about.txt";
export const rejectedFile = "rejected.diff";
/** Hidden, because it is not for editing. */
const baseFile = ".base.json";

/** Absolute. */
export function draftFolder({ folder }: Pick<Exercise, "folder">, name: string): string {
  return join(folder, "draft", name);
}

/** Replaces what is in the folder. */
export function writeDraft(folder: string, { about, files, base, rejected }: Draft): void {
  rmSync(folder, { recursive: true, force: true });
  const parts = rejected.map(({ file, hunk }) =>
    formatPatch({
      oldFileName: `solution/${file}`,
      newFileName: `wrong/${file}`,
      oldHeader: undefined,
      newHeader: undefined,
      hunks: [hunk],
    }),
  );
  const own: [string, string][] = [
    [aboutFile, about],
    [baseFile, JSON.stringify(Object.fromEntries(base))],
    ...(parts.length === 0 ? [] : ([[rejectedFile, parts.join("\n")]] as [string, string][])),
  ];
  for (const [file, text] of [...files, ...own]) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** @throws Error if a file is missing, if there is a file too many, or if rejected parts are still there. */
export function readDraft(folder: string): Omit<Draft, "rejected"> {
  const missing = [aboutFile, baseFile].find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined)
    throw new Error(`${missing} is missing in the draft. Delete the folder, and lay the draft out again.`);
  if (existsSync(join(folder, rejectedFile))) {
    throw new Error(
      `${rejectedFile} is still in the draft. Make its changes by hand in the files beside it, then delete it and save again.`,
    );
  }
  const base = new Map(Object.entries(readBase(join(folder, baseFile))));
  const files = new Map([...readFiles(folder)].filter(([file]) => file !== aboutFile && file !== baseFile));
  for (const file of base.keys())
    if (!files.has(file)) throw new Error(`${file} is missing in the draft. Copy it from solution/.`);
  for (const file of files.keys())
    if (!base.has(file))
      throw new Error(
        `${file} is not in solution/. A mistake can only be in files that learners edit. Delete this file.`,
      );
  return { about: readFileSync(join(folder, aboutFile), "utf8"), files, base };
}

function readBase(path: string): Record<string, string> {
  const files = z.record(z.string(), z.string());
  return files.parse(JSON.parse(readFileSync(path, "utf8")));
}
