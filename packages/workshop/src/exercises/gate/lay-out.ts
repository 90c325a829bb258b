import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { filesUnder } from "../files-under.ts";
import { readVariants, type Variant } from "../variants.ts";
import { affectedTests } from "./affected-tests.ts";

/** Where the gate works: `reports/gate/<variant>/exercise` and `…/tests`. Git does not see it. */
export function gateFolder(exerciseFolder: string): string {
  return join(exerciseFolder, "reports/gate");
}

/**
 * Gives every variant a complete copy of its files and of the tests beside them, in which `#exercise/` has become a path.
 * So one type check and one vitest, in which libraries load once, see all variants of all exercises at a time.
 */
export function layOut(exerciseFolder: string): Variant[] {
  const variants = readVariants(exerciseFolder);
  rmSync(gateFolder(exerciseFolder), { recursive: true, force: true });
  for (const variant of variants) {
    const folder = join(gateFolder(exerciseFolder), variant.name);
    for (const [file, source] of variant.files) copy(source, join(folder, "exercise", file));
    copyTests(join(exerciseFolder, "tests"), folder, testsThatMatter(exerciseFolder, variant));
  }
  return variants;
}

/** For a wrong answer: the tests that can see it. */
function testsThatMatter(exerciseFolder: string, { name, files }: Variant): (file: string) => boolean {
  if (!name.startsWith("wrong/")) return () => true;
  const tests = join(exerciseFolder, "tests");
  const sources = new Map([
    ...[...files].map(([file, path]) => [`exercise/${file}`, path] as const),
    ...filesUnder(tests).map((file) => [`tests/${file}`, join(tests, file)] as const),
  ]);
  const own = filesUnder(join(exerciseFolder, name)).map((file) => `exercise/${file}`);
  const affected = affectedTests(sources, new Set(own));
  return (file) => !file.endsWith(".test.ts") || affected.has(`tests/${file}`);
}

function copyTests(tests: string, variantFolder: string, matters: (file: string) => boolean): void {
  for (const file of filesUnder(tests).filter(matters)) {
    const source = join(tests, file);
    const target = join(variantFolder, "tests", file);
    if (!file.endsWith(".ts")) {
      copy(source, target);
      continue;
    }
    const prefix = relative(dirname(target), join(variantFolder, "exercise")).split(sep).join("/");
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(source, "utf8").replaceAll('"#exercise/', `"${prefix}/`));
  }
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}

/** `wrong/any-audience` for a path under the gate's folder. */
export function variantOf(path: string, exerciseFolder: string): string | undefined {
  const parts = relative(gateFolder(exerciseFolder), path).split(/[\\/]/);
  if (parts[0] === "wrong") return `wrong/${parts[1] ?? ""}`;
  return parts[0] === ".." || parts[0] === undefined ? undefined : parts[0];
}
