import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { Exercise } from "../exercises/exercise.ts";
import type { Paint } from "./describe-board.ts";

/** How the learner's files differ from the stored solution, file by file. */
export function describeDiff({ folder, manifest }: Exercise, paint: Paint): string {
  const patches = manifest.edit.map((file) => {
    const [work, solution] = ["work", "solution"].map((variant) => read(join(folder, variant, file)));
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
