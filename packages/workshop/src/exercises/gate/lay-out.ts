import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { filesUnder } from "../files-under.ts";
import { readVariants, type Variant } from "../variants.ts";

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
    copyTests(join(exerciseFolder, "tests"), folder);
  }
  return variants;
}

function copyTests(tests: string, variantFolder: string): void {
  for (const file of filesUnder(tests)) {
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
