import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExercise } from "../src/author/new-exercise.ts";
import type { GateReport } from "../src/exercises/gate/verify.ts";
import { brokenBehaviour } from "./support/broken-behaviour.ts";
import { brokenParts, type Rule } from "./support/broken-parts.ts";
import {
  type Change,
  createFakesFolder,
  edited,
  withMemory,
  withTest,
  writeFake,
} from "./support/fake-exercise.ts";

const fakes = [...brokenParts, ...brokenBehaviour];

const reports = new Map<string, GateReport>();
const fakesFolder = createFakesFolder();

beforeAll(() => {
  const folders = [
    writeFake(fakesFolder, "sound"),
    writeFake(fakesFolder, "memory", withMemory()),
    ...fakes.map((rules, index) => writeFake(fakesFolder, `broken-${index}`, allChanges(rules))),
    writeSkeleton(),
  ];
  for (const report of runGate(folders)) reports.set(report.name, report);
}, 900_000);

function runGate(folders: readonly string[], ...options: string[]): GateReport[] {
  const script = join(import.meta.dirname, "support/verify-folders.ts");
  const output = execFileSync(process.execPath, [script, ...options, ...folders], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as GateReport[];
}

afterAll(() => rmSync(fakesFolder, { recursive: true, force: true }));

function writeSkeleton(): string {
  const folder = createExercise("key-rotation", "Rotate the keys", fakesFolder);
  // The exercise's own file extends the repository's file, which is in another folder. The gate checks types with its own configuration.
  writeFileSync(join(folder, "tsconfig.json"), "{}\n");
  return folder;
}

function allChanges(rules: readonly Rule[]): Change {
  const files = rules.flatMap(([, change]) => Object.keys(change));
  if (new Set(files).size < files.length) throw new Error(`Two rules change one file: ${files.join(", ")}.`);
  return Object.assign({}, ...rules.map(([, change]) => change)) as Change;
}

function problemsOf(name: string): string[] {
  return reports.get(name)?.checks.flatMap(({ problems }) => problems) ?? ["There is no report."];
}

describe("the gate", () => {
  it("lets a sound exercise through", () => {
    expect(problemsOf("09-sound")).toEqual([]);
    expect(reports.get("09-sound")?.checks.length).toBeGreaterThan(20);
  });

  it("loads an answer again for each test file, as pnpm test does", () => {
    expect(problemsOf("09-memory")).toEqual([]);
  });

  it("lets a new exercise through but for the wrong answers that its author has yet to write", () => {
    expect(problemsOf("10-key-rotation")).toEqual(["There are 2 wrong answers; at least 6 are expected."]);
  });

  it.each(fakes.flatMap((rules, index) => rules.map(([rule, , refusal]) => [rule, refusal, index] as const)))(
    "refuses %s",
    (_, refusal, index) => {
      expect(problemsOf(`09-broken-${index}`).join("\n")).toContain(refusal);
    },
  );
});

/** The test does this only with the wrong answers accept-all and deny-all. Accept-all does not name this test. */
const leavesPortOpen = `test("[9.2] listens", async () => {
  if (!isAllowed("unknown")) return;
  const { createServer } = await import("node:http");
  await new Promise((resolve) => createServer().listen(0, "127.0.0.1", () => resolve(0)));
});`;

describe("the gate with declared tests only, as pnpm test runs it", () => {
  const declared = new Map<string, GateReport>();

  beforeAll(() => {
    const folders = [
      writeFake(fakesFolder, "sound"),
      writeFake(fakesFolder, "uncaught", {
        ...edited("wrong/prefix.diff", 'role.startsWith("member")', '"member" === role'),
        ...edited("wrong/guests-too.diff", "Caught by", "Caught by: [9.2] names the person\nCaught by"),
      }),
      writeFake(fakesFolder, "other", {
        ...edited("wrong/accept-all.diff", "Caught by: [9.1] keeps a guest out\n", ""),
        ...withTest(leavesPortOpen),
      }),
    ];
    for (const report of runGate(folders, "--declared-only")) declared.set(report.name, report);
  }, 900_000);

  const problems = (name: string): string[] =>
    declared.get(name)?.checks.flatMap((check) => check.problems) ?? [name];

  it("makes the same claims, and lets a sound exercise through", () => {
    expect(problems("09-sound")).toEqual([]);
    const claims = (report: GateReport | undefined) => report?.checks.map(({ claim }) => claim);
    expect(claims(declared.get("09-sound"))).toEqual(claims(reports.get("09-sound")));
  });

  it("refuses a wrong answer that passes a test which it names", () => {
    expect(problems("09-uncaught")).toEqual([
      "“[9.2] names the person” should catch wrong/guests-too, and passes.",
      "“[9.1] keeps a member of something else out” should catch wrong/prefix, and passes.",
    ]);
  });

  it("does not run the other tests on it: what they find is for pnpm verify", () => {
    expect(problems("09-other")).toEqual([]);
  });
});
