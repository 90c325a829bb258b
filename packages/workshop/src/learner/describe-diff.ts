import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { Exercise } from "../exercises/exercise.ts";
import type { Paint } from "./describe-board.ts";

/**
 * The difference between the learner's files and the stored solution, file by file. A file that is the same
 * as the starter is only named: there is nothing to compare, and a learner who has not tried would see the
 * answer.
 *
 * @param file only this one.
 */
export function describeDiff({ folder, manifest, number }: Exercise, paint: Paint, file?: string): string {
  const files = file === undefined ? manifest.edit : [file];
  const isUntouched = (name: string): boolean =>
    read(join(folder, "work", name)) === read(join(folder, "starter", name));
  if (files.every(isUntouched)) {
    const wanted = manifest.tasks.find((task) => file !== undefined && task.file === file)?.id ?? number;
    return `work/${file ?? ""} is still the starter's: nothing of yours to compare yet. To see the answer: pnpm workshop solution ${wanted}\n`;
  }
  const patches = files.map((name) => {
    const [work, solution] = ["work", "solution"].map((variant) => read(join(folder, variant, name)));
    if (isUntouched(name)) return `${name}: still the starter's.\n`;
    if (work === solution) return `${name}: the same as the solution.\n`;
    return colour(createTwoFilesPatch(`work/${name}`, `solution/${name}`, work ?? "", solution ?? ""), paint);
  });
  return `${patches.join("\n")}\nLines with − are yours, lines with + the solution's. Another way that passes is as good.\n`;
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function colour(patch: string, paint: Paint): string {
  return patch
    .split("\n")
    .slice(1)
    .map((line) => {
      if (line.startsWith("+")) return paint("green", line);
      if (line.startsWith("-")) return paint("red", line);
      return line.startsWith("@@") ? paint("cyan", line) : line;
    })
    .join("\n");
}
