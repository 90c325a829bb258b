import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Exercise } from "../exercises/exercise.ts";
import type { Task } from "../exercises/manifest.ts";

const given = z.record(z.string(), z.int().min(0).max(3));
const levels = ["the idea", "where, and with what", "nearly the code"] as const;

/**
 * The next hint for a task. Each call gives the next level. After the third hint, the third is given again.
 *
 * @param level 1 to 3, for a certain hint.
 */
export function giveHint(exercise: Exercise, task: Task, level?: number): string {
  const path = join(exercise.folder, "reports/hints.json");
  const before = readGiven(path);
  const now = level ?? Math.min((before[task.id] ?? 0) + 1, 3);
  mkdirSync(join(exercise.folder, "reports"), { recursive: true });
  writeFileSync(path, JSON.stringify({ ...before, [task.id]: Math.max(now, before[task.id] ?? 0) }));
  const more =
    now < 3
      ? "Ask again for the next one."
      : `The whole answer: pnpm workshop solution ${task.file === undefined ? exercise.number : task.id}`;
  return [
    `${task.id}  ${task.title}`,
    "",
    `Hint ${now} of 3 (${levels[now - 1] ?? ""}): ${task.hints[now - 1] ?? ""}`,
    ...(now === 3 ? ["", ...task.links.map((link) => `See also ${link}`)] : []),
    "",
    more,
    "",
  ].join("\n");
}

function readGiven(path: string): Record<string, number> {
  try {
    return given.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}
