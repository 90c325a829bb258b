import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Files } from "../mistake-diff.ts";
import { readFiles, readVariants, type Variant } from "../variants.ts";
import { affectedFiles, replaceImports } from "./affected-files.ts";
import { gateFolder, posix } from "./gate-folder.ts";

/**
 * Writes every variant's files and the tests, in which a path replaces `#exercise/`. So one type check and one
 * vitest, which loads libraries once, see all variants of all exercises together.
 *
 * Of a wrong answer, only the files that its mistake can affect are written. They import the others from the
 * solution's copy: most of the gate's time went into loading and type checking hundreds of equal copies.
 */
export function layOut(exerciseFolder: string): Variant[] {
  const variants = readVariants(exerciseFolder);
  const tests = readFiles(join(exerciseFolder, "tests"));
  rmSync(gateFolder(exerciseFolder), { recursive: true, force: true });
  for (const variant of variants.filter(({ files }) => files.size > 0)) {
    const sources = new Map([...under("exercise", variant.files), ...under("tests", tests)]);
    const own = ownFiles(variant, sources);
    // What does not exist is looked for in the variant's own folder, and is missing there.
    const isOwn = (file: string): boolean => own.has(file) || !sources.has(file);
    const placeOf = (file: string): string =>
      join(gateFolder(exerciseFolder), isOwn(file) ? variant.name : "solution", file);
    for (const file of own) write(placeOf(file), linked(file, sources, placeOf));
  }
  return variants;
}

function ownFiles({ name, changed }: Variant, sources: Files): Set<string> {
  const all = [...sources.keys()];
  if (!name.startsWith("wrong/")) return new Set(all);
  const affected = affectedFiles(sources, new Set(changed.map((file) => `exercise/${file}`)));
  // A test may read a file that is no source.
  return new Set(all.filter((file) => affected.has(file) || !file.endsWith(".ts")));
}

/** The file's text, in which each import names the place of what it imports. */
function linked(file: string, sources: Files, placeOf: (file: string) => string): string {
  const source = sources.get(file) ?? "";
  if (!file.endsWith(".ts")) return source;
  const folder = dirname(placeOf(file));
  return replaceImports(source, file, (imported) => {
    const path = posix(relative(folder, placeOf(imported)));
    return path.startsWith(".") ? path : `./${path}`;
  });
}

function under(folder: string, files: Files): [string, string][] {
  return [...files].map(([file, text]) => [`${folder}/${file}`, text]);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
