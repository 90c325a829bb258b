import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, it } from "vitest";
import { root } from "../src/docs/pages.ts";

/** Files, and the files that each of them imports. */
type ImportGraph = Map<string, string[]>;

/** Includes imports of types, and dynamic imports, which the linter does not see. */
function importsIn(pattern: string): ImportGraph {
  const files = globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] }).map((file) =>
    file.replaceAll("\\", "/"),
  );
  return new Map(
    files.map((file) => {
      const source = readFileSync(join(root, file), "utf8");
      const paths = source.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+\.ts)"/g);
      return [file, Array.from(paths, ([, path = ""]) => posix.join(posix.dirname(file), path))];
    }),
  );
}

/** A path from a file back to itself, if there is one. */
function circleIn(graph: ImportGraph): string[] | undefined {
  const finished = new Set<string>();
  const from = (file: string, way: string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const imported of graph.get(file) ?? []) {
      const circle = from(imported, [...way, file]);
      if (circle !== undefined) return circle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = from(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

it("no file imports itself by way of others, not even for a type, or while a program runs", () => {
  const graph = importsIn("packages/*/src/**/*.ts");
  expect(graph.size).toBeGreaterThan(400);
  expect(
    circleIn(graph),
    "These import each other in a circle. Move what both need to a file of its own.",
  ).toBe(undefined);
});

it("a circle is found, and the way round it is told", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["c", []],
    ["d", ["b"]],
  ]);
  expect(circleIn(graph)).toEqual(["b", "d", "b"]);
  graph.set("d", ["c"]);
  expect(circleIn(graph)).toBeUndefined();
});
