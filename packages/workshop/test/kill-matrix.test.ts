import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { renderKillMatrix } from "../src/exercises/kill-matrix.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

it("docs/kill-matrix.md is what the exercises say today; if not, run `pnpm kill-matrix`", () => {
  expect(readFileSync(join(repositoryRoot, "docs/kill-matrix.md"), "utf8")).toBe(renderKillMatrix());
});

it("a line is a wrong answer: the mistake, the tests that catch it, and what an attacker gains", () => {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const page = renderKillMatrix([loadExercise(writeFake(parent, "sound"))]);
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| ["))
    .map((line) => line.split(" | "));
  expect(rows.map(([mistake = ""]) => /\[(.+?)\]/.exec(mistake)?.[1])).toEqual([
    "accept-all",
    "deny-all",
    "guests-too",
    "nameless",
    "no-stop",
    "prefix",
  ]);
  expect(rows[0]).toEqual([
    "| [accept-all](../exercises/09-sound/wrong/accept-all.diff): accept-all.",
    "[9.1] keeps a guest out<br>[9.1] keeps a member of something else out",
    "walks in. |",
  ]);
});

it("names the tests that catch no wrong answer", () => {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = writeFake(parent, "sound", { "wrong/no-stop.diff": undefined });
  expect(renderKillMatrix([loadExercise(folder)])).toContain(
    "Tests that catch none of these: “[9.2] makes a sentence”.",
  );
});
