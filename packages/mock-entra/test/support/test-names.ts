import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

interface ListedTest {
  name: string;
  file: string;
}

const root = join(import.meta.dirname, "../..");
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

/** All tests in the sources, read without running them. A `test.each` has its title with the placeholders. */
function listTests(): ListedTest[] {
  const output = execFileSync(process.execPath, [vitest, "list", "--json"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output);
}

/** Placeholders (`%s`, `$name` and others) match any text. */
const placeholder = /%[a-zA-Z]|\$[\w.]+/gu;

function patternOf(title: string): RegExp {
  const literals = title.split(placeholder).map((text) => RegExp.escape(text));
  return new RegExp(`^${literals.join(".+")}$`, "u");
}

/**
 * The missing tests among these, each given as a file and `describe > test`. To run the files would also show each title of a
 * `test.each`, but it takes ten times as long. `pnpm prove` runs them, and so checks that each case exists.
 */
export function missingTests(wanted: readonly { file: string; test: string }[]): string[] {
  const titles = Map.groupBy(listTests(), ({ file }) => relative(root, file));
  const patterns = new Map(
    [...titles].map(([file, tests]) => [file, tests.map(({ name }) => patternOf(name))]),
  );
  const isThere = ({ file, test }: { file: string; test: string }): boolean =>
    patterns.get(file)?.some((pattern) => pattern.test(test)) ?? false;
  return wanted.filter((each) => !isThere(each)).map(({ file, test }) => `${file} > ${test}`);
}
