import { expect, it } from "vitest";
import { affectedTests } from "./affected-tests.ts";

const sources = new Map(
  Object.entries({
    "exercise/a.ts": "",
    "exercise/b.ts": 'import { a } from "./a.ts";',
    "exercise/c.ts": "",
    "tests/a.test.ts": 'import { a } from "#exercise/a.ts";',
    "tests/b.test.ts": 'import { start } from "./support/start.ts";',
    "tests/c.test.ts": 'import type { C } from "#exercise/c.ts";',
    "tests/support/start.ts": 'export const start = async () => import("#exercise/b.ts");',
  }),
);

it("finds the tests that import a changed file, directly or through others", () => {
  expect([...affectedTests(sources, new Set(["exercise/a.ts"]))]).toEqual([
    "tests/a.test.ts",
    "tests/b.test.ts",
  ]);
});

it("leaves out tests that cannot see the change", () => {
  expect([...affectedTests(sources, new Set(["exercise/c.ts"]))]).toEqual(["tests/c.test.ts"]);
});
