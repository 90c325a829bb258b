import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";

/** A part of .ci/run, which adds up the lines that are such a sum. */
const sumLine = /^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/;

function watch(columns?: number) {
  let seconds = 0;
  let written = "";
  const times: number[] = [];
  const write = (text: string) => {
    written += text;
    if (text.endsWith("\n")) times.push(seconds);
  };
  const progress = createProgress({ write, columns, now: () => seconds * 1_000 });
  const pass = (count: number) => {
    for (let second = 0; second < count; second += 1) {
      seconds += 1;
      progress.tick();
    }
  };
  return { progress, pass, times, written: () => written };
}

describe("the progress of a test run", () => {
  it("never lets ten seconds pass without a new line", () => {
    const { progress, pass, times } = watch();
    progress.start("packages/auth-core");
    pass(61);
    expect(times.length).toBeGreaterThan(5);
    const silences = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(Math.max(...silences, 61 - (times.at(-1) ?? 0))).toBeLessThan(10);
  });

  it("says what runs, and what has ended with how many tests and after how long", () => {
    const { progress, pass, written } = watch();
    progress.start("packages/auth-core");
    progress.start("exercises");
    pass(9);
    progress.end("packages/auth-core", { passed: 314, failed: 1 });
    progress.end("packages/stage", { passed: 2, failed: 0, isReplayed: true });
    expect(written().split("\n")).toEqual([
      "packages/auth-core: running",
      "exercises: running",
      "8 s: running packages/auth-core (8 s), exercises (8 s)",
      "packages/auth-core                     314 passed, 1 failed (9 s)",
      "packages/stage                         2 passed, 0 failed (unchanged, so not run again)",
      "",
    ]);
    expect(
      written()
        .split("\n")
        .filter((line) => sumLine.test(line)),
    ).toEqual([]);
  });

  it("has one running line on a terminal, no wider than that, and takes it away at the end", () => {
    const { progress, pass, written } = watch(40);
    progress.start("packages/auth-core");
    progress.start("packages/remote-server");
    pass(30);
    progress.stop();
    expect(written()).not.toContain("\n");
    const lines = written().split("\r\u001B[K");
    expect(lines.length).toBeGreaterThan(30);
    expect(Math.max(...lines.map((line) => line.length))).toBe(39);
    expect(lines.at(-1)).toBe("");
  });
});
