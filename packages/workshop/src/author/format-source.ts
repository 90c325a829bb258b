import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../exercises/exercise.ts";

/**
 * A source as the formatter writes it. By way of its input and not its files: it leaves alone what git ignores.
 *
 * @param file its name, for the messages.
 * @throws Error with what the formatter says, where the source cannot be read.
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
