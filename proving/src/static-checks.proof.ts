import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the tree is formatted, free of lint, well typed and free of unused code", { timeout: 400_000 }, () => {
  const { status, stdout, stderr } = spawnSync("pnpm", ["check:static"], {
    cwd: join(import.meta.dirname, "../.."),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  expect(status, stdout + stderr).toBe(0);
});
