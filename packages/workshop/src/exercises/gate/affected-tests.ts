import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** Sources by path, as the gate lays them out: `exercise/door.ts`, `tests/door.test.ts`. The values are where they are. */
export type Sources = ReadonlyMap<string, string>;

/**
 * The test files that can end otherwise when some files change: those that import one of them, directly or through others.
 * The rest ends as it does with the solution, and need not run again for each wrong answer.
 */
export function affectedTests(sources: Sources, changed: ReadonlySet<string>): Set<string> {
  const tests = [...sources.keys()].filter((path) => path.endsWith(".test.ts"));
  return new Set(tests.filter((test) => [...reachableFrom(test, sources)].some((path) => changed.has(path))));
}

function reachableFrom(start: string, sources: Sources): Set<string> {
  const reached = new Set([start]);
  for (const path of reached) {
    const file = sources.get(path);
    if (file === undefined || !path.endsWith(".ts")) continue;
    for (const imported of importsOf(readFileSync(file, "utf8"), path)) reached.add(imported);
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
