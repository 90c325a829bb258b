import { spawnSync } from "node:child_process";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Exercise, loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { findTask } from "../src/exercises/find-task.ts";
import type { RunResult } from "../src/exercises/test-result.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { describeRun } from "../src/learner/describe-run.ts";
import { openTask } from "../src/learner/open-task.ts";
import { remember } from "../src/learner/progress.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

const guest = "[9.1] keeps a guest out";
const other = "[9.1] keeps a member of something else out";
const person = "[9.2] names the person";
const sentence = "[9.2] makes a sentence";

function createDoor(): Exercise {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return loadExercise(writeFake(parent, "door"));
}

function runWith(...failing: string[]): RunResult {
  const tests = [guest, other, person, sentence].map((name) => ({
    name,
    state: failing.includes(name) ? ("failed" as const) : ("passed" as const),
    failures: failing.includes(name)
      ? [{ kind: "assertion" as const, message: `Mend ${name}.`, place: undefined }]
      : [],
    notes: [],
  }));
  return { tests, errors: [] };
}

it("shows the task in focus, and the others as a line each", () => {
  const text = describeRun(createDoor(), runWith(guest, person), "9.2");
  expect(text).toMatch(/· 9\.1 .+ \(not yet\)\n {2}✗ 9\.2 .+ \(1 of 2 tests pass\)/);
  expect(text).toContain(`Mend ${person}.`);
  expect(text).not.toContain(`Mend ${guest}.`);
  expect(text).toContain("Is one of them yours?\n\n“nameless”");
  expect(text).toContain("pnpm workshop hint 9.2");
});

it("shows all that fails in what is begun, where the exercise says so", () => {
  const { manifest, ...rest } = createDoor();
  const exercise = { ...rest, manifest: { ...manifest, allAtOnce: true } };
  const text = describeRun(exercise, runWith(guest, other, person));
  for (const name of [other, person]) expect(text).toContain(`Mend ${name}.`);
  expect(describeRun(createDoor(), runWith(guest, other, person))).not.toContain(`Mend ${other}.`);
  expect(describeRun(exercise, runWith(guest, person, sentence))).not.toContain(`Mend ${person}.`);
});

it("says what is left when the task in focus is done", () => {
  const text = describeRun(createDoor(), runWith(guest), "9.2");
  expect(text).toContain("1 of 2 tasks done.");
  expect(text).toContain("9.2 is done. The next open task: pnpm workshop 9.1");
  expect(describeRun(createDoor(), runWith(), "9.2")).toContain("All done.");
});

it("ticks every task that is done, also behind one that is not", () => {
  expect(describeRun(createDoor(), runWith(guest))).toMatch(/✗ 9\.1[^]+✓ 9\.2/);
});

it("lets the hints follow the focus, until that task is done", async () => {
  const exercise = createDoor();
  openWorkFolder(exercise.folder);
  remember(exercise, "work", runWith(guest, person), "9.2");
  expect((await openTask([exercise])).task.id).toBe("9.2");
  remember(exercise, "work", runWith(guest), "9.2");
  expect((await openTask([exercise])).task.id).toBe("9.1");
});

it("finds a task by its number, and lists the tasks when there is none", () => {
  const exercise = createDoor();
  expect(findTask("09.2", [exercise]).task.id).toBe("9.2");
  expect(() => findTask("9.7", [exercise])).toThrow("There are 9.1, 9.2.");
  expect(() => findTask("3.1", [exercise])).toThrow("The exercises are 9");
});

it.each([
  [["4.7"], repositoryRoot, "pnpm workshop 4.7"],
  [[], join(repositoryRoot, "exercises"), "pnpm test            in the folder of an exercise"],
])("says where a learner's tests run, in place of all tests (%j)", (options, calledFrom, advice) => {
  const command = join(repositoryRoot, "packages/workshop/src/commands/test.ts");
  const { status, stdout } = spawnSync(process.execPath, ["--no-warnings", command, ...options], {
    encoding: "utf8",
    // Without turbo on the path, the test would pass also if the advice was missing.
    env: { INIT_CWD: calledFrom, PATH: "" },
  });
  expect(status).toBe(1);
  expect(stdout).toContain(advice);
});

it("offers each mistake that fails the same tests, since one of them alone would be a guess", () => {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const twin =
    "Mistake: Knocks twice.\nCaught by: [9.1] keeps a guest out\nAn attacker: waits.\nHint: Knock once.\n\n--- solution/door.ts\n+++ wrong/door.ts\n";
  const exercise = loadExercise(writeFake(parent, "door", { "wrong/twin.diff": twin }));
  const text = describeRun(exercise, runWith(guest));
  expect(text).toContain("Is one of them yours?");
  expect(text).toContain("“guests-too”");
  expect(text).toContain("“twin”: Knocks twice.");
  expect(describeRun(createDoor(), runWith(guest))).not.toContain("“twin”");
});

it.each([
  ["other" as const, "compare the names, exports and types of your files with starter/."],
  ["time-out" as const, "Something in your files never ends"],
])("says what to do where no assertion of a test's own failed (%s)", (kind, advice) => {
  const failures = [{ kind, message: "x is not a function", place: undefined }];
  const result: RunResult = { tests: [{ name: guest, state: "failed", failures }], errors: [] };
  expect(describeRun(createDoor(), result)).toContain(advice);
  expect(describeRun(createDoor(), runWith(guest))).not.toContain(advice);
});

it("shows an error of the compiler without colours, each line indented", () => {
  const errors = ["\u001B[31mExpected :\u001B[0m\n  \u001B[2m^\u001B[0m"];
  expect(describeRun(createDoor(), { tests: [], errors })).toContain("\n        Expected :\n          ^\n");
});

it("calls nothing a mistake that is still the starter's", () => {
  const exercise = createDoor();
  const { folder } = openWorkFolder(exercise.folder);
  expect(describeRun(exercise, runWith(guest))).not.toContain("Is one of them yours?");
  appendFileSync(join(folder, "door.ts"), "// tried\n");
  expect(describeRun(exercise, runWith(guest))).toContain("Is one of them yours?\n\n“guests-too”");
});
