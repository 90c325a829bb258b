import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../exercises/exercise.ts";
import { filesUnder } from "../exercises/files-under.ts";

/**
 * Replaces `work/` with `starter/`, `solution/` or a backup. The old files go to `backup/`: no file of a
 * learner is ever lost.
 *
 * @param file only this one is replaced.
 * @returns the backup's folder; undefined if there were no files, or if they were the same.
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
 * Replaces `work/` with the latest backup. The replaced files become the latest backup: to restore twice
 * changes nothing.
 *
 * @returns the backup that is now in `work/`, as `backup/<time>`, and the folder of the replaced files.
 * @throws Error if there is no backup.
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
