import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { filesUnder } from "../src/exercises/files-under.ts";
import { gateFolder } from "../src/exercises/gate/gate-folder.ts";
import { layOut } from "../src/exercises/gate/lay-out.ts";
import { createFakesFolder, edited, writeFake } from "./support/fake-exercise.ts";

const fakesFolder = createFakesFolder();
afterAll(() => rmSync(fakesFolder, { recursive: true, force: true }));

const withKey = {
  "solution/key.ts": "export const key = 1;\n",
  "tests/support/lock.ts": 'export { key as lock } from "#exercise/key.ts";\n',
  "tests/support/visitors.ts": 'export { isAllowed } from "#exercise/door.ts";\nexport * from "./lock.ts";\n',
  "tests/key.test.ts": 'import { lock } from "./support/lock.ts";\n',
  ...edited("tests/door.test.ts", "#exercise/door.ts", "./support/visitors.ts"),
};

it("writes of a wrong answer what its mistake can affect, and leads to the solution for the rest", () => {
  const folder = writeFake(fakesFolder, "door-and-key", withKey);
  layOut(folder);
  const wrong = join(gateFolder(folder), "wrong/prefix");
  expect(filesUnder(wrong)).toEqual(["exercise/door.ts", "tests/door.test.ts", "tests/support/visitors.ts"]);
  expect(readFileSync(join(wrong, "tests/support/visitors.ts"), "utf8")).toBe(
    'export { isAllowed } from "../../exercise/door.ts";\nexport * from "../../../../solution/tests/support/lock.ts";\n',
  );
  const lock = readFileSync(join(gateFolder(folder), "solution/tests/support/lock.ts"), "utf8");
  expect(lock).toBe('export { key as lock } from "../../exercise/key.ts";\n');
});

it("writes all files of an answer that is no change of the solution, which may lack some of them", () => {
  const folder = writeFake(fakesFolder, "key-elsewhere", withKey);
  layOut(folder);
  const alternative = join(gateFolder(folder), "alternative");
  expect(filesUnder(alternative)).toEqual([
    "exercise/door.ts",
    "tests/door.test.ts",
    "tests/key.test.ts",
    "tests/support/lock.ts",
    "tests/support/visitors.ts",
  ]);
  expect(readFileSync(join(alternative, "tests/support/lock.ts"), "utf8")).toBe(
    'export { key as lock } from "../../exercise/key.ts";\n',
  );
});
