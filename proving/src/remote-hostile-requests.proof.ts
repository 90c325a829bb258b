import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it(
  "thousands of hostile requests, new ones each time, neither break the remote server nor come back from it",
  { timeout: 600_000 },
  () => {
    const { status, stdout, stderr } = spawnSync("vitest", ["run", "test/hostile-requests.test.ts"], {
      cwd: join(import.meta.dirname, "../../packages/remote-server"),
      env: { ...process.env, REMOTE_SERVER_PROPERTY_RUNS: "3000" },
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    expect(status, stdout + stderr).toBe(0);
  },
);
