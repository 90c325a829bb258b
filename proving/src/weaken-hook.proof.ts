import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const hook = join(import.meta.dirname, "../../packages/workshop/src/weakening/weaken.ts");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weaken-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Loads a program with the hook, in a separate process. @returns its output, or the reason why it did not start. */
function run(source: string, without: string) {
  writeFileSync(join(folder, "program.ts"), source);
  const env = { PATH: process.env["PATH"], SERVER_SOURCES: folder, WITHOUT_DEFENCES: without };
  const program = join(folder, "program.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", hook, program], {
    env,
    encoding: "utf8",
  });
  return { status, stdout: stdout.trim(), stderr };
}

/** A guard at each kind of place. Defences 14, 18 and 19 are removed without a replacement. */
const guarded = `
function check(value: string): string {
  // defence:14 why it is there
  if (value === "evil") return "refused";
  return "accepted";
}
const options: Record<string, boolean> = {
  // defence:18
  guarded: true,
  other: true,
};
console.log(check("evil"), Object.keys(options).join());`;

describe("the hook that takes defences out", () => {
  it("changes nothing when none is named", () => {
    expect(run(guarded, "")).toMatchObject({ status: 0, stdout: "refused guarded,other" });
  });

  it.each([
    ["a statement", "14", "accepted guarded,other"],
    ["a property", "18", "refused other"],
    ["several at once", "14,18", "accepted other"],
  ])("takes out %s, and nothing else", (_what, without, stdout) => {
    expect(run(guarded, without)).toMatchObject({ status: 0, stdout });
  });

  it.each([
    ["is not there", "console.log(1);", "14", "found it 0 times"],
    ["is there twice", guarded + guarded.replaceAll(/check|options/g, "$&Again"), "14", "found it 2 times"],
    ["stands in front of nothing", "console.log(1);\n// defence:14\n", "14", "no code behind the comment"],
    ["has a longer name", "// defence:14-more\nconsole.log(1);", "14", "found it 0 times"],
    ["is unknown", guarded, "no-such-defence", "There is no defence no-such-defence"],
  ])("ends the process with exit code 3 when the defence %s", (_what, source, without, reason) => {
    const { status, stdout, stderr } = run(source, without);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain(reason);
  });

  it("says loudly that the server is weak, and nothing when it is not", () => {
    expect(run(guarded, "14").stderr).toContain("WEAKENED ON PURPOSE");
    expect(run(guarded, "14").stderr).toContain("lacks the defences 14");
    expect(run(guarded, "").stderr).toBe("");
  });

  it.each([
    ["0.0.0.0", "14", { status: 3, stderr: expect.stringContaining("loopback only, and not on 0.0.0.0") }],
    ["127.0.0.1", "14", { status: 0 }],
    ["localhost", "14", { status: 0 }],
    ["0.0.0.0", "", { status: 0 }],
  ])("ends a program that listens on %s without defence “%s”, or lets it be", (host, without, expected) => {
    const listening = `import { createServer } from "node:http";
      const server = createServer().listen(0, "${host}", () => setImmediate(() => server.close()));`;
    expect(run(guarded + listening, without)).toMatchObject(expected);
  });

  it("ends it as well when the careless code would be no other than the guard", () => {
    const source = "// defence:26\nawait Promise.resolve();";
    expect(run(source, "26")).toMatchObject({
      status: 3,
      stderr: expect.stringContaining("changes nothing"),
    });
  });
});
