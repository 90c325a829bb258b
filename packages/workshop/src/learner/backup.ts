import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { filesUnder } from "../exercises/files-under.ts";

/**
 * Puts `starter/`, `solution/` or a backup in the place of `work/`. What was there goes to `backup/`: nothing of a learner's is
 * ever lost.
 *
 * @param file only this one is replaced.
 * @returns where it went; undefined when there was nothing yet, or nothing else than now.
 */
export function replaceWork(
  { folder }: Pick<Exercise, "folder">,
  variant: string,
  now: Date,
  file = ".",
): string | undefined {
  const [from, to] = [join(folder, variant, file), join(folder, "work", file)];
  const saved =
    existsSync(to) && !areAlike(to, from)
      ? freeName(join(folder, "backup", now.toISOString().replaceAll(":", "-")))
      : undefined;
  if (saved !== undefined) cpSync(join(folder, "work"), saved, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  return saved;
}

/**
 * Puts the latest backup in the place of `work/`, which becomes the latest backup: to restore twice is to change nothing.
 *
 * @returns the backup that is now in `work/`, as `backup/<time>`, and where the files went that were there.
 * @throws Error when there is no backup.
 */
export function restoreWork(
  exercise: Pick<Exercise, "folder" | "number" | "name">,
  now: Date,
): { restored: string; saved: string | undefined } {
  const backups = join(exercise.folder, "backup");
  const latest = existsSync(backups) ? readdirSync(backups).toSorted().at(-1) : undefined;
  if (latest === undefined) {
    throw new Error(
      `${exercise.name} has no backup yet. “pnpm workshop reset ${exercise.number}” and “pnpm workshop solution ${exercise.number}” make one.`,
    );
  }
  const restored = `backup/${latest}`;
  return { restored, saved: replaceWork(exercise, restored, now) };
}

function areAlike(one: string, other: string): boolean {
  if (statSync(one).isFile()) return existsSync(other) && readFileSync(one).equals(readFileSync(other));
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
