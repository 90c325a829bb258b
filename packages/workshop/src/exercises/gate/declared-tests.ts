import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../files-under.ts";
import { testNamesIn } from "../test-names.ts";
import { readWrongAnswer, wrongAnswerNames } from "../wrong-answer.ts";
import { gateFolder, posix } from "./gate-folder.ts";

/** The tests that each wrong answer names, by the folder of its copy, with `/` between the parts. */
export type DeclaredTests = Readonly<Record<string, readonly string[]>>;

declare module "vitest" {
  interface ProvidedContext {
    /** If a wrong answer is in here, its other tests do not run. */
    declaredTests: DeclaredTests;
  }
}

export function readDeclaredTests(exerciseFolder: string): DeclaredTests {
  const entries = wrongAnswerNames(exerciseFolder).map((name) => {
    const folder = join(gateFolder(exerciseFolder), "wrong", name);
    return [posix(folder), readWrongAnswer(exerciseFolder, name)?.caughtBy ?? []] as const;
  });
  return Object.fromEntries(entries);
}

/** The files of these tests. */
export function filesWithTests(declared: DeclaredTests): string[] {
  return Object.entries(declared).flatMap(([folder, names]) =>
    filesUnder(folder)
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => `${folder}/${file}`)
      .filter((file) => testNamesIn(readFileSync(file, "utf8")).some((name) => names.includes(name))),
  );
}
