import { expect, it } from "vitest";
import { affectedFiles, replaceImports } from "./affected-files.ts";

const sources = new Map(
  Object.entries({
    "exercise/a.ts": "",
    "exercise/b.ts": 'import { a } from "./a.ts";',
    "exercise/c.ts": "",
    "tests/a.test.ts": 'import { a } from "#exercise/a.ts";',
    "tests/b.test.ts": 'import { start } from "./support/start.ts";',
    "tests/c.test.ts": 'import type { C } from "#exercise/c.ts";',
    "tests/again.test.ts": 'const path = "#exercise/c.ts";',
    "tests/support/start.ts": 'export const start = async () => import("#exercise/b.ts");',
    "tests/support/word.ts": "",
  }),
);

it("finds the files that import a changed file, directly or through others", () => {
  expect([...affectedFiles(sources, new Set(["exercise/a.ts"]))]).toEqual([
    "exercise/a.ts",
    "exercise/b.ts",
    "tests/a.test.ts",
    "tests/b.test.ts",
    "tests/support/start.ts",
  ]);
});

it("leaves out files that cannot see the change", () => {
  expect([...affectedFiles(sources, new Set(["exercise/c.ts"]))]).toEqual([
    "exercise/c.ts",
    "tests/c.test.ts",
    "tests/again.test.ts",
  ]);
});

it.each([
  ['import { a } from "./a.ts";', 'import { a } from "tests/a.ts";'],
  ['import "../b.ts";', 'import "b.ts";'],
  ['export { c } from "./deep/c.ts";', 'export { c } from "tests/deep/c.ts";'],
  ['await import("#exercise/d.ts")', 'await import("exercise/d.ts")'],
  ['const path = "#exercise/e.ts";', 'const path = "exercise/e.ts";'],
  ['import { test } from "vitest"; // says "./f.ts"', 'import { test } from "vitest"; // says "./f.ts"'],
])("finds the import in: %s", (source, replaced) => {
  expect(replaceImports(source, "tests/one.test.ts", (imported) => imported)).toBe(replaced);
});
