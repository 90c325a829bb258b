import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "./files-under.ts";

/**
 * The names of an exercise's tests, read from its files: a name is one literal string and begins with its
 * task.
 */
export function readTestNames(exerciseFolder: string): string[] {
  const folder = join(exerciseFolder, "tests");
  return filesUnder(folder)
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => testNamesIn(readFileSync(join(folder, file), "utf8")));
}

/** The names of the tests in the source of a file. */
export function testNamesIn(source: string): string[] {
  const calls = source.matchAll(/^\s*(?:test|it)\(\s*(["'`])((?:(?!\1).)+)\1/gm);
  return [...calls].flatMap(([, , name]) => (name === undefined ? [] : [name]));
}

/** `2.3` of “[2.3] refuses …”. */
export function taskOf(testName: string): string | undefined {
  return /^\[(\d+\.\d+)\] \S/.exec(testName)?.[1];
}
