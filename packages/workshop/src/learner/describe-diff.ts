import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { Exercise } from "../exercises/exercise.ts";
import type { Paint } from "./describe-board.ts";

/**
 * How the learner's files differ from the stored solution, file by file. A file that is still the starter's is only named: there
 * is nothing of the learner's to compare, and the answer would be given away to somebody who has not tried.
 */
export function describeDiff({ folder, manifest, number }: Exercise, paint: Paint): string {
  const isUntouched = (file: string): boolean =>
    read(join(folder, "work", file)) === read(join(folder, "starter", file));
  if (manifest.edit.every(isUntouched))
    return `work/ is still the starter: nothing of yours to compare yet. To see the answer: pnpm workshop solution ${number}\n`;
  const patches = manifest.edit.map((file) => {
    const [work, solution] = ["work", "solution"].map((variant) => read(join(folder, variant, file)));
    if (isUntouched(file)) return `${file}: still the starter's.\n`;
    if (work === solution) return `${file}: the same as the solution.\n`;
    return colour(createTwoFilesPatch(`work/${file}`, `solution/${file}`, work ?? "", solution ?? ""), paint);
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
