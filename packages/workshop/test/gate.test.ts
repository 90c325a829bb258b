import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExercise } from "../src/author/new-exercise.ts";
import type { GateReport } from "../src/exercises/gate/verify.ts";
import { brokenBehaviour } from "./support/broken-behaviour.ts";
import { brokenParts, type Rule } from "./support/broken-parts.ts";
import { type Change, createFakesFolder, writeFake } from "./support/fake-exercise.ts";

const fakes = [...brokenParts, ...brokenBehaviour];

const reports = new Map<string, GateReport>();
const fakesFolder = createFakesFolder();

beforeAll(() => {
  const folders = [
    writeFake(fakesFolder, "sound"),
    ...fakes.map((rules, index) => writeFake(fakesFolder, `broken-${index}`, allChanges(rules))),
    writeSkeleton(),
  ];
  const script = join(import.meta.dirname, "support/verify-folders.ts");
  const output = execFileSync(process.execPath, [script, ...folders], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const answer = JSON.parse(output.trim().split("\n").at(-1) ?? "") as GateReport[];
  for (const report of answer) reports.set(report.name, report);
}, 120_000);

afterAll(() => rmSync(fakesFolder, { recursive: true, force: true }));

function writeSkeleton(): string {
  const folder = createExercise("key-rotation", "Rotate the keys", fakesFolder);
  // Its own extends the repository's, which stands elsewhere; the gate checks types with a configuration of its own.
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
