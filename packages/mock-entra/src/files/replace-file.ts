import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** @returns `undefined` for a file that is not there */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes to another file first, which nothing else has open. @returns its path */
export function writeBeside(
  path: string,
  text: string,
  mode: number,
  temporary = `${path}.${process.pid}`,
): string {
  rmSync(temporary, { force: true });
  // `wx`: a link that another user of the machine puts there is not followed. Flushed: a rename must not be older than the content.
  writeFileSync(temporary, text, { mode, flag: "wx", flush: true });
  return temporary;
}

/** Whole or not at all: a reader never sees half a file. */
export function replaceFile(path: string, text: string, mode: number, temporary?: string): void {
  renameSync(writeBeside(path, text, mode, temporary), path);
}
