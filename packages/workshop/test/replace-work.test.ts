import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exercise, loadExercise } from "../src/exercises/exercise.ts";
import { openWorkFolder } from "../src/exercises/work-folder.ts";
import { replaceWork, restoreWork } from "../src/learner/backup.ts";
import { describeDiff } from "../src/learner/describe-diff.ts";
import { createFakesFolder, edited, writeFake } from "./support/fake-exercise.ts";

const plain = (_style: unknown, text: string): string => text;

/** The second task has a separate file. */
const withBell = {
  ...edited("exercise.json", '["door.ts"]', '["door.ts","bell.ts"]'),
  "starter/bell.ts": "// TODO: ring\n",
  "solution/bell.ts": "export const sound = 440;\n",
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

describe("reset, solution, restore and diff", () => {
  it("keep what was there, every time", () => {
    const { folder } = openWorkFolder(exercise.folder);
    writeFileSync(join(folder, "door.ts"), "// mine\n");
    const at = new Date("2026-01-02T03:04:05Z");
    const first = replaceWork(exercise, "starter", at) ?? "";
    expect(readFileSync(join(first, "door.ts"), "utf8")).toBe("// mine\n");
    expect(readFileSync(join(folder, "door.ts"), "utf8")).toContain("TODO");
    const second = replaceWork(exercise, "solution", at) ?? "";
    expect(second).not.toBe(first);
    expect(existsSync(join(second, "door.ts"))).toBe(true);
    expect(describeDiff(exercise, plain)).toContain("door.ts: the same as the solution.");
  });

  it("keep no copy of what is the same", () => {
    replaceWork(exercise, "starter", new Date(0));
    expect(replaceWork(exercise, "starter", new Date(1))).toBeUndefined();
  });

  it("give no answer away to a learner who has not tried", () => {
    const asked = loadExercise(writeFake(parent, "bell", withBell));
    const { folder } = openWorkFolder(asked.folder);
    expect(describeDiff(asked, plain)).toContain("nothing of yours to compare yet");
    appendFileSync(join(folder, "door.ts"), "// tried\n");
    const diff = describeDiff(asked, plain);
    expect(diff).toContain('+  return role === "member";');
    expect(diff).toContain("bell.ts: still the starter's.");
    expect(diff).not.toContain("440");
  });

  it("replace the file of one task, and leave those of the others", () => {
    const asked = loadExercise(writeFake(parent, "bells", withBell));
    const { folder } = openWorkFolder(asked.folder);
    appendFileSync(join(folder, "door.ts"), "// mine\n");
    const saved = replaceWork(asked, "solution", new Date(0), "bell.ts");
    expect(readFileSync(join(folder, "bell.ts"), "utf8")).toContain("440");
    expect(readFileSync(join(folder, "door.ts"), "utf8")).toContain("// mine");
    expect(readFileSync(join(saved ?? "", "bell.ts"), "utf8")).toContain("TODO");
    expect(replaceWork(asked, "solution", new Date(1), "bell.ts")).toBeUndefined();
    expect(describeDiff(asked, plain, "bell.ts")).not.toContain("door.ts");
  });

  it("can be taken back, and taken back again", () => {
    const asked = loadExercise(writeFake(parent, "again"));
    expect(() => restoreWork(asked, new Date(0))).toThrow("09-again has no backup yet.");
    const { folder } = openWorkFolder(asked.folder);
    writeFileSync(join(folder, "door.ts"), "// mine\n");
    replaceWork(asked, "solution", new Date(1));
    const read = (): string => readFileSync(join(folder, "door.ts"), "utf8");
    restoreWork(asked, new Date(2));
    expect(read()).toBe("// mine\n");
    restoreWork(asked, new Date(3));
    expect(read()).toContain('role === "member"');
  });

  it("show which lines differ", () => {
    replaceWork(exercise, "starter", new Date(0));
    appendFileSync(join(exercise.folder, "work/door.ts"), "// tried\n");
    const diff = describeDiff(exercise, plain);
    expect(diff).toContain("-  // TODO: let members in");
    expect(diff).toContain('+  return role === "member";');
  });
});
