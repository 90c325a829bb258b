import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../../..");

/**
 * The present place of code. It reads the file, so that the line number is never out of date.
 *
 * @param source `file#export`, or a file alone. @returns `file:line`; `null` if there is none.
 */
export function sourceLine(source: string): string | null {
  const [file = "", name] = source.split("#");
  const path = join(root, file);
  if (!existsSync(path)) return null;
  if (name === undefined) return `${file}:1`;
  const declaration = new RegExp(`^export (?:async )?(?:function|const|class) ${name}\\b`);
  const index = readFileSync(path, "utf8")
    .split("\n")
    .findIndex((line) => declaration.test(line));
  return index < 0 ? null : `${file}:${index + 1}`;
}
