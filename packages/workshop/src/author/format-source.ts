import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../exercises/exercise.ts";

/**
 * A source as the formatter writes it. It gets the text on stdin, because it ignores files that git ignores.
 *
 * @param file its name, for the messages.
 * @throws Error with the formatter's message, if it cannot parse the source.
 */
export function formatSource(file: string, source: string): string {
  const formatter = join(repositoryRoot, "node_modules/.bin/oxfmt");
  const { status, stdout, stderr, error } = spawnSync(formatter, [`--stdin-filepath=${file}`], {
    cwd: repositoryRoot,
    input: source,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} cannot be formatted:\n${stdout}${stderr}`.trimEnd());
  return stdout;
}
