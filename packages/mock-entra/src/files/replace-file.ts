import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** @returns `undefined` for a missing file */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** First writes to another file, which no other program has open. @returns its path */
export function writeBeside(
  path: string,
  text: string,
  mode: number,
  temporary = `${path}.${process.pid}`,
): string {
  rmSync(temporary, { force: true });
  // `wx`: it does not follow a link that another user of the machine has created there. Flushed: the content
  // must be on the disk before the rename.
  writeFileSync(temporary, text, { mode, flag: "wx", flush: true });
  return temporary;
}

/** In one step: a reader never sees an incomplete file. */
export function replaceFile(path: string, text: string, mode: number, temporary?: string): void {
  renameSync(writeBeside(path, text, mode, temporary), path);
}
