import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exercise, loadExercise } from "../src/exercises/exercise.ts";
import type { RunResult } from "../src/exercises/test-result.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { describeBoard } from "../src/learner/describe-board.ts";
import { describeRun } from "../src/learner/describe-run.ts";
import { examine } from "../src/learner/doctor.ts";
import { giveHint } from "../src/learner/hint.ts";
import { openTask } from "../src/learner/open-task.ts";
import { remember } from "../src/learner/progress.ts";
import { recognizeMistakes } from "../src/learner/recognize-mistake.ts";
import { describeReplay } from "../src/learner/replay.ts";
import { createFakesFolder, edited, writeFake } from "./support/fake-exercise.ts";

const plain = (_style: unknown, text: string): string => text;
const testNames = {
  member: "[9.1] lets a member in",
  guest: "[9.1] keeps a guest out",
  other: "[9.1] keeps a member of something else out",
  person: "[9.2] names the person",
  sentence: "[9.2] makes a sentence",
};

let parent: string;
let exercise: Exercise;

beforeAll(() => {
  parent = createFakesFolder();
  exercise = loadExercise(writeFake(parent, "door"));
});

afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

/** A run in which these tests fail and the others pass. */
function runWith(...failing: (keyof typeof testNames)[]): RunResult {
  return runWithFailure(failing, (name) => `Mend ${name}.`);
}

function runWithFailure(
  failing: readonly (keyof typeof testNames)[],
  message: (name: string) => string,
  notes: string[] = [],
): RunResult {
  const names = new Set<string>(failing.map((name) => testNames[name]));
  const tests = Object.values(testNames).map((name) => ({
    name,
    state: names.has(name) ? ("failed" as const) : ("passed" as const),
    failures: names.has(name)
      ? [{ kind: "assertion" as const, message: message(name), place: undefined }]
      : [],
    notes: names.has(name) ? notes : [],
  }));
  return { tests, errors: [] };
}

describe("which mistake this is", () => {
  const recognized = (result: RunResult): string[] =>
    recognizeMistakes(exercise, result).map(({ name }) => name);

  it("recognizes the wrong answer that fails the same tests", () => {
    expect(recognized(runWith("guest", "other"))).toEqual(["accept-all"]);
    expect(recognized(runWith("other"))).toEqual(["prefix"]);
  });

  it("recognizes it while later tasks are not begun", () => {
    expect(recognized(runWith("guest", "person", "sentence"))).toEqual(["guests-too"]);
  });

  it("does not guess when the task is not begun, when all pass, or when other tests fail too", () => {
    expect(recognized(runWith("member", "guest", "other", "person"))).toEqual([]);
    expect(recognized(runWith())).toEqual([]);
    expect(recognized(runWith("guest", "other", "member"))).toEqual([]);
  });

  it("does not call wrong what is not written yet", () => {
    const unwritten = ["isAllowed threw: Error: Not written yet."];
    expect(recognized(runWithFailure(["other"], String, unwritten))).toEqual([]);
  });

  it("tells what it lets an attacker do, and where to look", () => {
    const text = describeRun(exercise, runWith("other"));
    expect(text).toContain("Is one of them yours?\n\n“prefix”");
    expect(text).toContain("An attacker walks in.");
    expect(text).toContain("Hint: look at the role.");
    expect(text).toContain("pnpm workshop hint 9.1");
  });
});

describe("a failed test", () => {
  it("shows what was found and what was expected beneath the advice, and each note once", () => {
    const message = "The door opened. Look at isAllowed.: expected { a: 1 } to deeply equal { a: 2 }";
    const result = runWithFailure(["other"], () => message, ["knocked", "knocked"]);
    expect(describeRun(exercise, result)).toContain(
      [
        "        The door opened. Look at isAllowed.",
        "        | expected { a: 1 }",
        "        |      to deeply equal { a: 2 }",
        "        | knocked\n\n",
      ].join("\n"),
    );
  });
});

describe("the board", () => {
  it("has a tick a task, names the open one, and says what to do next", () => {
    const board = describeBoard([{ exercise, result: runWith("person") }], plain);
    expect(board).toContain("✓✗");
    expect(board).toContain("at 9.2 Say who has come in");
    expect(board).toContain("Next: pnpm workshop 9");
    // If a command is printed above a question, the terminal would take a pasted command as the answer.
    expect(describeBoard([{ exercise, result: runWith("person") }], plain, true)).not.toContain("Next:");
  });

  it("tells what is not begun from what is done", () => {
    expect(describeBoard([{ exercise, result: undefined }], plain)).toContain("about 5 minutes");
    expect(describeBoard([{ exercise, result: runWith() }], plain)).toContain("done");
  });
});

describe("hints", () => {
  it("go a level further each time, and stay at the third", () => {
    const task = exercise.manifest.tasks[0];
    if (task === undefined) throw new Error("The fake exercise has no task.");
    const levels = [1, 2, 3, 4].map(() => /Hint (\d) of 3/.exec(giveHint(exercise, task))?.[1]);
    expect(levels).toEqual(["1", "2", "3", "3"]);
    expect(giveHint(exercise, task, 1)).toContain("Think of who knocks.");
  });

  it("are for the exercise that was tested last, when none is named", async () => {
    const first = loadExercise(writeFake(createFakesFolder(), "door"));
    const second = loadExercise(writeFake(createFakesFolder(), "window"));
    openWorkFolder(second.folder);
    remember(second, "work", runWith("person"));
    expect((await openTask([first, second])).exercise).toBe(second);
    for (const { folder } of [first, second]) rmSync(dirname(folder), { recursive: true, force: true });
  });

  it("are for the task that is open, when none is named", async () => {
    const asked = loadExercise(writeFake(createFakesFolder(), "door"));
    expect((await openTask([asked])).task.id).toBe("9.1");
    openWorkFolder(asked.folder);
    remember(asked, "work", runWith("person"));
    expect((await openTask([asked])).task.id).toBe("9.2");
    remember(asked, "work", runWith());
    await expect(openTask([asked])).rejects.toThrow("name a task, such as: pnpm workshop hint 9.1");
    rmSync(dirname(asked.folder), { recursive: true, force: true });
  });
});

describe("the replay", () => {
  it("shows what gets through the starter and not through the learner's code", () => {
    const text = describeReplay(exercise, runWith(), runWith("guest"), plain);
    expect(text).toContain("starter: gets through   yours: stopped   (9.1)");
  });

  it("replays only what the passed tasks stop", () => {
    const text = describeReplay(exercise, runWith("person"), runWith("guest"), plain);
    expect(text).toContain("4 attacks");
    expect(text).toContain("Your code stops 4 of 4 attacks; the starter stops ");
    expect(text).not.toContain("[9.2]");
  });

  it("leaves out the mistakes by which an attacker gains nothing", () => {
    const harmless = edited("wrong/prefix.diff", "walks in.", "gains nothing; the door sticks.");
    const text = describeReplay(
      loadExercise(writeFake(parent, "shy", harmless)),
      runWith(),
      runWith("guest"),
      plain,
    );
    expect(text).toContain("5 attacks");
    expect(text).not.toContain("sticks");
  });
});

describe("the doctor", () => {
  it("names the variable that is missing, and shows no value of a secret", async () => {
    writeFileSync(join(parent, ".env.remote-server"), "AZURE_CLIENT_SECRET=do-not-show-me\n");
    const findings = await examine([], parent);
    const finding = findings.find(({ what }) => what === ".env.remote-server");
    expect(finding).toMatchObject({ state: "bad" });
    expect(finding?.advice).toContain("AZURE_TENANT_ID");
    expect(JSON.stringify(findings)).not.toContain("do-not-show-me");
  });

  it("finds files missing in work/", async () => {
    const { folder } = openWorkFolder(exercise.folder);
    rmSync(join(folder, "door.ts"));
    const findings = await examine([exercise], parent);
    expect(findings.find(({ state, what }) => state === "bad" && what.includes("door.ts"))?.what).toBe(
      "09-door/work lacks door.ts",
    );
  });
});
