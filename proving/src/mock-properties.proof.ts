import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it(
  "thousands of hostile requests, new ones each time, do not break the mock Entra",
  { timeout: 600_000 },
  () => {
    const { status, stdout, stderr } = spawnSync("vitest", ["run", "test/robustness.test.ts"], {
      cwd: join(import.meta.dirname, "../../packages/mock-entra"),
      env: { ...process.env, MOCK_ENTRA_PROPERTY_RUNS: "2000" },
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    expect(status, stdout + stderr).toBe(0);
  },
);
