import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { draftFolder } from "../src/author/draft.ts";
import { layOutDraft, saveDraft } from "../src/author/wrong-answer-draft.ts";
import { type Exercise, loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { makeMistake } from "../src/exercises/mistake-diff.ts";
import { readFiles } from "../src/exercises/variants.ts";
import { readDiff, readWrongAnswer } from "../src/exercises/wrong-answer.ts";
import { type Change, createFakesFolder, edited, writeFake } from "./support/fake-exercise.ts";

const about =
  "Mistake: Lets guests in.\nKind: missing-check\nCaught by: [9.1] keeps a guest out\nAn attacker: walks in.\nHint: Compare the role.\n";

function createDoor(different: Change = {}): Exercise {
  const parent = createFakesFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return loadExercise(writeFake(parent, "door", different));
}

/** Changes a file of the exercise. The file must contain `from`. */
function change({ folder }: Exercise, file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  );
}

function write({ folder }: Exercise, file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

function laidOut(exercise: Exercise, name: string): string {
  const solution = readFiles(join(exercise.folder, "solution"));
  const { files, rejected } = makeMistake(readDiff(exercise.folder, name), solution);
  expect(rejected).toEqual([]);
  return files.get("door.ts") ?? "";
}

describe("a wrong answer laid out for editing", () => {
  it("is the solution with the mistake, and what is said of it", () => {
    const exercise = createDoor();
    expect(layOutDraft(exercise, "prefix")).toBe("stored");
    const draft = draftFolder(exercise, "prefix");
    expect(readFileSync(join(draft, "door.ts"), "utf8")).toBe(laidOut(exercise, "prefix"));
    expect(readFileSync(join(draft, "about.txt"), "utf8")).toMatch(
      /^Mistake: prefix\.\nKind: .+\nCaught by: .+\n/,
    );
  });

  it("is saved with what was edited, formatted, and the draft goes", () => {
    const exercise = createDoor();
    layOutDraft(exercise, "prefix");
    change(exercise, "draft/prefix/door.ts", 'role.startsWith("member")', "role   .startsWith('m')");
    change(exercise, "draft/prefix/about.txt", "walks in.", "walks in twice.");
    expect(saveDraft(exercise, "prefix")).toBe("saved");
    expect(laidOut(exercise, "prefix")).toContain('return role.startsWith("m");');
    expect(readWrongAnswer(exercise.folder, "prefix")?.gain).toBe("walks in twice.");
    expect(existsSync(draftFolder(exercise, "prefix"))).toBe(false);
  });

  it("is the same file again when nothing was edited", () => {
    const exercise = createDoor();
    const before = readDiff(exercise.folder, "prefix");
    layOutDraft(exercise, "prefix");
    saveDraft(exercise, "prefix");
    expect(readDiff(exercise.folder, "prefix")).toBe(before);
  });

  it("is left as it is when it is laid out twice", () => {
    const exercise = createDoor();
    layOutDraft(exercise, "prefix");
    write(exercise, "draft/prefix/door.ts", "// mine\n");
    expect(layOutDraft(exercise, "prefix")).toBe("there");
    expect(readFileSync(join(draftFolder(exercise, "prefix"), "door.ts"), "utf8")).toBe("// mine\n");
  });

  it("begins a new mistake with the solution, and asks for each line about it", () => {
    const exercise = createDoor();
    expect(layOutDraft(exercise, "open-door")).toBe("new");
    change(exercise, "draft/open-door/door.ts", 'return role === "member";', "return role.length > 0;");
    expect(() => saveDraft(exercise, "open-door")).toThrow(
      /“Mistake: …” is missing or empty[^]+“\[9\.1\]” is not a test\. The tests of task 9\.1:\n {4}\[9\.1\] lets a member in/,
    );
    write(exercise, "draft/open-door/about.txt", about);
    expect(saveDraft(exercise, "open-door")).toBe("saved");
    expect(readWrongAnswer(exercise.folder, "open-door")?.mistake).toBe("Lets guests in.");
    expect(laidOut(exercise, "open-door")).toContain("return role.length > 0;");
  });
});

describe("a right answer", () => {
  it("is stored in right/, with what it does otherwise and why that is right", () => {
    const exercise = createDoor();
    expect(layOutDraft(exercise, "right/members")).toBe("new");
    change(exercise, "draft/right/members/door.ts", 'role === "member"', '["member"].includes(role)');
    expect(() => saveDraft(exercise, "right/members")).toThrow("“Why: …” is missing or empty");
    write(exercise, "draft/right/members/about.txt", "Right: Has a list.\nWhy: It holds members only.\n");
    expect(saveDraft(exercise, "right/members")).toBe("saved");
    expect(readDiff(exercise.folder, "right/members")).toContain("+++ right/door.ts");
    expect(laidOut(exercise, "right/members")).toContain('["member"].includes(role)');
  });
});

describe("a solution that changes", () => {
  it("elsewhere, while a mistake is being edited, does not become a part of the mistake", () => {
    const exercise = createDoor();
    layOutDraft(exercise, "prefix");
    change(exercise, "solution/door.ts", "has come in.", "is here.");
    expect(saveDraft(exercise, "prefix")).toBe("saved");
    expect(readDiff(exercise.folder, "prefix")).not.toContain("is here.");
    expect(laidOut(exercise, "prefix")).toContain("is here.");
  });

  it("at the same place is never overwritten: the mistake is laid out anew, with what has no place in it", () => {
    const exercise = createDoor();
    const before = readDiff(exercise.folder, "prefix");
    layOutDraft(exercise, "prefix");
    change(exercise, "solution/door.ts", 'role === "member"', '"member" === role');
    expect(saveDraft(exercise, "prefix")).toBe("rejected");
    expect(readDiff(exercise.folder, "prefix")).toBe(before);
    expect(() => saveDraft(exercise, "prefix")).toThrow("rejected.diff is still in the draft.");
    const draft = draftFolder(exercise, "prefix");
    expect(readFileSync(join(draft, "rejected.diff"), "utf8")).toContain(
      '+  return role.startsWith("member");',
    );
    change(exercise, "draft/prefix/door.ts", '"member" === role', 'role.startsWith("member")');
    rmSync(join(draft, "rejected.diff"));
    expect(saveDraft(exercise, "prefix")).toBe("saved");
    expect(readDiff(exercise.folder, "prefix")).toContain('-  return "member" === role;');
  });

  it("so that a stored diff no longer applies: it is mended by laying it out and saving it", () => {
    const exercise = createDoor();
    change(exercise, "solution/door.ts", 'role === "member"', '"member" === role');
    expect(layOutDraft(exercise, "prefix")).toBe("rejected");
    const draft = draftFolder(exercise, "prefix");
    expect(readFileSync(join(draft, "rejected.diff"), "utf8")).toMatch(
      /^--- solution\/door\.ts\n\+\+\+ wrong\/door\.ts\n@@/m,
    );
    change(exercise, "draft/prefix/door.ts", '"member" === role', 'role.startsWith("member")');
    rmSync(join(draft, "rejected.diff"));
    saveDraft(exercise, "prefix");
    expect(laidOut(exercise, "prefix")).toContain('role.startsWith("member")');
  });
});

describe("a draft that cannot be saved", () => {
  it.each([
    [
      "in which no mistake is made",
      (exercise: Exercise) => write(exercise, "draft/new-one/about.txt", about),
      "does not differ from the solution",
    ],
    [
      "without a file of the solution",
      ({ folder }: Exercise) => rmSync(join(folder, "draft/new-one/door.ts")),
      "door.ts is missing in the draft. Copy it from solution/.",
    ],
    [
      "with a file of its own",
      (exercise: Exercise) => write(exercise, "draft/new-one/key.ts", ""),
      "key.ts is not in solution/.",
    ],
    [
      "without its base",
      ({ folder }: Exercise) => rmSync(join(folder, "draft/new-one/.base.json")),
      ".base.json is missing in the draft.",
    ],
    [
      "that is no TypeScript",
      (exercise: Exercise) => {
        write(exercise, "draft/new-one/about.txt", about);
        write(exercise, "draft/new-one/door.ts", "const a = = 1;");
      },
      "door.ts cannot be formatted:",
    ],
    [
      "that says the mistake twice, and a line of another kind",
      (exercise: Exercise) =>
        write(exercise, "draft/new-one/about.txt", `${about}Mistake: again.\nFound by: me\n`),
      /“Found by: me” does not belong here\n {2}“Mistake: …” is there 2 times/,
    ],
  ])("%s", (_, prepare, refusal) => {
    const exercise = createDoor();
    layOutDraft(exercise, "new-one");
    prepare(exercise);
    expect(() => saveDraft(exercise, "new-one")).toThrow(refusal);
    expect(existsSync(draftFolder(exercise, "new-one"))).toBe(true);
    expect(existsSync(join(exercise.folder, "wrong/new-one.diff"))).toBe(false);
  });

  it("that was not laid out", () => {
    const refusal = "Lay it out first: pnpm exercise:wrong 9 new-one";
    expect(() => saveDraft(createDoor(), "new-one")).toThrow(refusal);
  });

  it.each(["../prefix", "Prefix", "a b", ""])("for %j can be no name", (name) => {
    expect(() => layOutDraft(createDoor(), name)).toThrow("Expected small letters, digits and hyphens");
    expect(() => saveDraft(createDoor(), name)).toThrow("Stored for “The door”: accept-all, deny-all");
  });

  it("since the stored one is no diff says so", () => {
    const exercise = createDoor(edited("wrong/prefix.diff", "@@ -", "@@ "));
    expect(() => layOutDraft(exercise, "prefix")).toThrow("wrong/prefix.diff is not a unified diff");
  });
});

describe("pnpm exercise:wrong", () => {
  const run = (...options: string[]): { status: number | null; stdout: string } =>
    spawnSync(
      process.execPath,
      [
        "--no-warnings",
        join(repositoryRoot, "packages/workshop/src/commands/author.ts"),
        "wrong",
        ...options,
      ],
      { encoding: "utf8" },
    );

  it("lists the mistakes where none is named", () => {
    const { status, stdout } = run("4");
    expect(stdout).toContain("Name a mistake, such as: pnpm exercise:wrong 4 any-audience.");
    expect(stdout).toContain("\n  accept-all\n");
    expect(status).toBe(1);
  });

  it("says which exercises there are where there is no such one", () => {
    const { status, stdout } = run("77", "any-audience");
    expect(stdout).toContain("There is no exercise “77”. The exercises: 00-warm-up, ");
    expect(status).toBe(1);
  });
});
