import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The sources of a server, by file. */
export function readSources(folders: readonly string[]): Map<string, string> {
  const files = folders.flatMap((cwd) => globSync("**/*.ts", { cwd }).map((file) => join(cwd, file)));
  const paths = files.filter((file) => !file.endsWith(".test.ts"));
  return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

/**
 * The one source in which the comment `// defence:ID` stands.
 *
 * @throws Error unless it stands exactly once.
 */
export function findSource(id: string, sources: ReadonlyMap<string, string>): { file: string; text: string } {
  const comment = new RegExp(`// defence:${id}(?!\\S)`, "g");
  const found = [...sources].flatMap(
    ([file, text]) => text.match(comment)?.map(() => ({ file, text })) ?? [],
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`Expected the comment “defence:${id}” exactly once, found it ${found.length} times.`);
  }
  return only;
}
