import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

function allChanges(rules: readonly Rule[]): Change {
  const files = rules.flatMap(([, change]) => Object.keys(change));
  if (new Set(files).size < files.length) throw new Error(`Two rules change one file: ${files.join(", ")}.`);
  return Object.assign({}, ...rules.map(([, change]) => change)) as Change;
}

function problemsOf(name: string): string[] {
  return reports.get(`09-${name}`)?.checks.flatMap(({ problems }) => problems) ?? ["There is no report."];
}

describe("the gate", () => {
  it("lets a sound exercise through", () => {
    expect(problemsOf("sound")).toEqual([]);
    expect(reports.get("09-sound")?.checks.length).toBeGreaterThan(20);
  });

  it.each(fakes.flatMap((rules, index) => rules.map(([rule, , refusal]) => [rule, refusal, index] as const)))(
    "refuses %s",
    (_, refusal, index) => {
      expect(problemsOf(`broken-${index}`).join("\n")).toContain(refusal);
    },
  );
});
