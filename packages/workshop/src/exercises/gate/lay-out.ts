import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Files } from "../mistake-diff.ts";
import { gateFolder } from "./gate-folder.ts";
import { readFiles, readVariants, type Variant } from "../variants.ts";
import { affectedTests } from "./affected-tests.ts";

/**
 * Writes for every variant a complete copy of its files and of the tests, in which a path replaces
 * `#exercise/`. So one type check and one vitest, which loads libraries once, see all variants of all
 * exercises together.
 */
export function layOut(exerciseFolder: string): Variant[] {
  const variants = readVariants(exerciseFolder);
  const tests = readFiles(join(exerciseFolder, "tests"));
  rmSync(gateFolder(exerciseFolder), { recursive: true, force: true });
  for (const variant of variants.filter(({ files }) => files.size > 0)) {
    const folder = join(gateFolder(exerciseFolder), variant.name);
    for (const [file, text] of variant.files) write(join(folder, "exercise", file), text);
    for (const [file, text] of testsThatMatter(variant, tests)) writeTest(folder, file, text);
  }
  return variants;
}

/** For a wrong answer: the tests that can see it. */
function testsThatMatter({ name, files, changed }: Variant, tests: Files): Files {
  if (!name.startsWith("wrong/")) return tests;
  const sources = new Map([...under("exercise", files), ...under("tests", tests)]);
  const affected = affectedTests(sources, new Set(changed.map((file) => `exercise/${file}`)));
  return new Map([...tests].filter(([file]) => !file.endsWith(".test.ts") || affected.has(`tests/${file}`)));
}

function under(folder: string, files: Files): [string, string][] {
  return [...files].map(([file, text]) => [`${folder}/${file}`, text]);
}

function writeTest(variantFolder: string, file: string, text: string): void {
  const target = join(variantFolder, "tests", file);
  const prefix = relative(dirname(target), join(variantFolder, "exercise")).split(sep).join("/");
  write(target, file.endsWith(".ts") ? text.replaceAll('"#exercise/', `"${prefix}/`) : text);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
