import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { renderKillMatrix } from "../src/exercises/kill-matrix.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

it("docs/kill-matrix.md is what the exercises say today; if not, run `pnpm kill-matrix`", () => {
  expect(readFileSync(join(repositoryRoot, "docs/kill-matrix.md"), "utf8")).toBe(renderKillMatrix());
});

it("a row is a test, a column a wrong answer, and a mark says that one catches the other", () => {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const page = renderKillMatrix([loadExercise(writeFake(parent, "sound"))]);
  expect(page).toContain(
    "1. [accept-all](../exercises/09-sound/wrong/accept-all): accept-all. An attacker: walks in.",
  );
  const row = page.split("\n").find((line) => line.includes("[9.1] keeps a guest out"));
  expect(row?.split("|").map((cell) => cell.trim())).toEqual([
    "",
    "[9.1] keeps a guest out",
    "✗",
    "",
    "✗",
    "",
    "",
    "",
    "",
  ]);
});
