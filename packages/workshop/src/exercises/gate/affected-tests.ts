import { posix } from "node:path";
import type { Files } from "../mistake-diff.ts";

/**
 * The test files whose result can change when some files change: they import one of these files, directly or
 * through others. The other test files have the same result as with the solution, and do not have to run
 * again for each wrong answer.
 *
 * @param sources as the gate writes them: `exercise/door.ts`, `tests/door.test.ts`.
 */
export function affectedTests(sources: Files, changed: ReadonlySet<string>): Set<string> {
  const tests = [...sources.keys()].filter((path) => path.endsWith(".test.ts"));
  return new Set(tests.filter((test) => [...reachableFrom(test, sources)].some((path) => changed.has(path))));
}

function reachableFrom(start: string, sources: Files): Set<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    const source = sources.get(path);
    if (source === undefined || !path.endsWith(".ts")) continue;
    for (const imported of importsOf(source, path)) reached.add(imported);
  }
  return reached;
}

function importsOf(source: string, path: string): string[] {
  const names = [...source.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
  return names.flatMap((name) => {
    if (name.startsWith("#exercise/")) return [name.slice(1)];
    return name.startsWith(".") ? [posix.join(posix.dirname(path), name)] : [];
  });
}
