import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it(
  "every wrong answer of every exercise fails the tests that it names, and passes all others",
  // A limit for a gate that does not end, not for a slow machine.
  { timeout: 1_800_000 },
  () => {
    const { status, stdout, stderr } = spawnSync("pnpm", ["verify"], {
      cwd: join(import.meta.dirname, "../.."),
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    const output = stdout + stderr;
    expect(status, output).toBe(0);
    expect(
      output.match(/^\d\d-[a-z0-9-]+: (\d+) of \1 checks hold\.$/gm)?.length,
      output,
    ).toBeGreaterThanOrEqual(5);
  },
);
