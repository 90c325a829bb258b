import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

type ListedTest = { name: string; file: string };

const root = join(import.meta.dirname, "../..");
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

const list = (...flags: string[]): Set<string> => {
  const output = execFileSync(process.execPath, [vitest, "list", "--json", ...flags], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    maxBuffer: 64 * 1024 * 1024,
  });
  const tests: ListedTest[] = JSON.parse(output);
  return new Set(tests.map(({ file, name }) => `${relative(root, file)} > ${name}`));
};

/**
 * Which of these tests there are, each written `file > describe > test`. Reading the files is quick, but shows the titles of
 * `test.each` as they are in the source; only files where that leaves something unexplained are run to collect their tests.
 */
export const findTests = (wanted: readonly { file: string; test: string }[]): Set<string> => {
  const inSource = list();
  const unexplained = wanted.filter(({ file, test }) => !inSource.has(`${file} > ${test}`));
  if (unexplained.length === 0) return inSource;
  return inSource.union(list("--no-static-parse", ...new Set(unexplained.map(({ file }) => file))));
};
