import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createExercise } from "../src/author/new-exercise.ts";
import { loadExercise, repositoryRoot } from "../src/exercises/exercise.ts";
import { createFakesFolder, writeFake } from "./support/fake-exercise.ts";

describe("a new exercise", () => {
  function createParent(): string {
    const parent = createFakesFolder();
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    return parent;
  }

  it("has the next number, a title, and files as the formatter writes them", () => {
    const parent = createParent();
    writeFake(parent, "door");
    const folder = createExercise("key-rotation", undefined, parent);
    expect(loadExercise(folder)).toMatchObject({ number: 10, manifest: { title: "Key rotation" } });
    const formatter = join(repositoryRoot, "node_modules/.bin/oxfmt");
    const options = ["--check", "-c", join(repositoryRoot, ".oxfmtrc.json"), folder];
    const { status, stdout } = spawnSync(formatter, options, {
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    expect(stdout).toContain("All matched files use the correct format.");
    expect(status).toBe(0);
  });

  it("is the first where there is none", () => {
    expect(basename(createExercise("start", undefined, createParent()))).toBe("00-start");
  });

  it("is refused where its name is taken or can be none, and where there is no number left", () => {
    const parent = createParent();
    writeFake(parent, "door");
    expect(() => createExercise("door", undefined, parent)).toThrow(
      "There is an exercise of this name: 09-door.",
    );
    expect(() => createExercise("05-keys", undefined, parent)).toThrow("without a number before it");
    expect(() => createExercise("../keys", undefined, parent)).toThrow("Expected small letters");
    mkdirSync(join(parent, "99-last"));
    expect(() => createExercise("keys", undefined, parent)).toThrow("There is no number left");
  });
});
