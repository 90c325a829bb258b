import { posix } from "node:path";
import type { Files } from "../mistake-diff.ts";

/**
 * The files whose behaviour can change when some files change: these files, and all that import one of them, directly or
 * through others. The other files are the same as with the solution. So a wrong answer needs no copies of them, and its
 * other tests do not have to run again.
 *
 * @param sources as the gate writes them: `exercise/door.ts`, `tests/door.test.ts`.
 */
export function affectedFiles(sources: Files, changed: ReadonlySet<string>): Set<string> {
  return new Set(
    [...sources.keys()].filter((file) => [...reachableFrom(file, sources)].some((path) => changed.has(path))),
  );
}

function reachableFrom(start: string, sources: Files): Set<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    const source = sources.get(path);
    if (source === undefined || !path.endsWith(".ts")) continue;
    replaceImports(source, path, (imported) => void reached.add(imported));
  }
  return reached;
}

/**
 * Goes through what a file imports: paths relative to it, and `#exercise/…` in any text, since a test may keep such a path in
 * a variable to load the file anew.
 *
 * @param replace gets the path as in `sources`, and says what stands there instead; undefined: what stood there.
 */
export function replaceImports(
  source: string,
  path: string,
  replace: (imported: string) => string | undefined,
): string {
  const pattern = /"#(?<ours>exercise\/[^"\n]+)"|(?<=\b(?:from|import)\s*\(?\s*)"(?<near>\.[^"\n]+)"/g;
  return source.replaceAll(pattern, (literal: string, ours?: string, near?: string) => {
    const imported = ours ?? posix.join(posix.dirname(path), near ?? "");
    const instead = replace(imported);
    return instead === undefined ? literal : JSON.stringify(instead);
  });
}
