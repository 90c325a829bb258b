import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { renderExerciseMatrix } from "../src/exercises/exercise-matrix.ts";
import { renderKillMatrix } from "../src/exercises/kill-matrix.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

it("docs/kill-matrix.md is what the exercises say today; if not, run `pnpm kill-matrix`", () => {
  expect(readFileSync(join(repositoryRoot, "docs/kill-matrix.md"), "utf8")).toBe(renderKillMatrix());
});

it("docs/exercise-matrix.md is what the exercises say today; if not, run `pnpm kill-matrix`", () => {
  expect(readFileSync(join(repositoryRoot, "docs/exercise-matrix.md"), "utf8")).toBe(renderExerciseMatrix());
});

it("a cell is the wrong answers of a kind that a task catches, or the number of a reason", () => {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const reasons = [
    { kind: "stdout", tasks: ["9.2"], why: "A greeting is returned, not written." },
    { kind: "stdout", why: "The door has no console." },
  ];
  const folder = writeFake(parent, "sound", { "kinds.json": JSON.stringify(reasons) });
  const page = renderExerciseMatrix([loadExercise(folder), loadExercise(writeFake(parent, "silent"))]);
  expect(page).toContain("| Something else is written to stdout | (1) | (2) |");
  expect(page).toContain("1. The door has no console.\n2. A greeting is returned, not written.");
  const [, , second] = /^\| A check is missing \|(.+)\|(.+)\|$/m.exec(page) ?? [];
  expect(second).toContain("[no-stop](../exercises/09-sound/wrong/no-stop.diff)");
  expect(second).not.toContain("[prefix]");
  expect(page).not.toContain("09-silent");
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
