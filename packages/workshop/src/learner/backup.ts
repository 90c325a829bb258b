import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";

/**
 * Puts `starter/` or `solution/` in the place of `work/`. What was there goes to `backup/`: nothing of a learner's is ever lost.
 *
 * @returns where it went; undefined when there was nothing yet.
 */
export function replaceWork(
  { folder }: Pick<Exercise, "folder">,
  variant: "starter" | "solution",
  now: Date,
): string | undefined {
  const work = join(folder, "work");
  const saved = existsSync(work)
    ? freeName(join(folder, "backup", now.toISOString().replaceAll(":", "-")))
    : undefined;
  if (saved !== undefined) cpSync(work, saved, { recursive: true });
  rmSync(work, { recursive: true, force: true });
  cpSync(join(folder, variant), work, { recursive: true });
  return saved;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
