import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { filesUnder } from "../exercises/files-under.ts";

/**
 * Puts `starter/` or `solution/` in the place of `work/`. What was there goes to `backup/`: nothing of a learner's is ever lost.
 *
 * @returns where it went; undefined when there was nothing yet, or nothing else than now.
 */
export function replaceWork(
  { folder }: Pick<Exercise, "folder">,
  variant: "starter" | "solution",
  now: Date,
): string | undefined {
  const work = join(folder, "work");
  const saved =
    existsSync(work) && !areAlike(work, join(folder, variant))
      ? freeName(join(folder, "backup", now.toISOString().replaceAll(":", "-")))
      : undefined;
  if (saved !== undefined) cpSync(work, saved, { recursive: true });
  rmSync(work, { recursive: true, force: true });
  cpSync(join(folder, variant), work, { recursive: true });
  return saved;
}

function areAlike(one: string, other: string): boolean {
  const [files, others] = [filesUnder(one), filesUnder(other)];
  return (
    files.length === others.length &&
    files.every(
      (file) =>
        others.includes(file) && readFileSync(join(one, file)).equals(readFileSync(join(other, file))),
    )
  );
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
