import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { useCompileCache } from "../packages/workshop/src/compile-cache.ts";
import { describeFailedTests, readFailedTests } from "../packages/workshop/src/test-run/failed-tests.ts";
import { findChromium, findOnPath } from "./src/support/find-chromium.ts";
import { canRunSecretService } from "./src/local/secret-service.ts";
import { findRedisServer } from "./src/instances/redis-server.ts";

/**
 * `pnpm prove`: the proofs that take long, or need a program that is not in the registry. They have their own install, so that the first
 * install of the workshop stays small. It names missing programs and how to get them. With CI=true, a missing program is a failure.
 * Otherwise its proofs are skipped, with a message.
 */
const folder = import.meta.dirname;
const report = join(folder, "reports/vitest.json");
const programs = [
  {
    name: "Chromium",
    found: findChromium() !== undefined,
    howToGet: "apt-get install chromium (or set CHROMIUM_PATH)",
  },
  {
    name: "certutil, which makes Chromium trust a development CA",
    found: findOnPath(["certutil"]) !== undefined,
    howToGet: "apt-get install libnss3-tools",
  },
  {
    name: "Redis",
    found: findRedisServer() !== undefined,
    howToGet: "apt-get install redis-server (or set REDIS_SERVER_PATH)",
  },
  {
    name: "A Secret Service",
    found: canRunSecretService(),
    howToGet: "apt-get install gnome-keyring dbus",
  },
];

useCompileCache();
process.exitCode = prove();

function prove(): number {
  const missing = programs.filter(({ found }) => !found);
  for (const { name, howToGet } of missing) {
    print(`Missing: ${name}. Its proofs are skipped. Get it with: ${howToGet}.`);
  }
  if (missing.length > 0 && process.env["CI"] === "true") return fail("With CI=true nothing may be skipped.");
  // No install script runs, because none is needed. Without this setting, pnpm fails if a script was neither allowed nor refused (the
  // Inspector has one that does nothing).
  const install = [
    "install",
    "--ignore-workspace",
    "--ignore-scripts",
    "--frozen-lockfile",
    "--reporter=silent",
  ];
  for (const place of [folder, join(folder, "clients")]) {
    if (run("pnpm", ["--dir", place, ...install]) !== 0)
      return fail("The proofs' own dependencies could not be installed.");
  }
  rmSync(report, { force: true });
  const exitCode = run("vitest", ["run", "--config", join(folder, "vitest.config.ts")]);
  const failed = readFailedTests(report);
  if (failed.length > 0) print(`\n${describeFailedTests(failed)}`);
  print(summary());
  return exitCode;
}

function run(command: string, options: readonly string[]): number {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, options, { cwd: folder, stdio: "inherit", shell });
  return status ?? 1;
}

/** A crashed run leaves no report. It counts as a failure. */
function summary(): string {
  if (!existsSync(report)) return "0 passed, 1 failed";
  const counts: Record<string, unknown> = JSON.parse(readFileSync(report, "utf8"));
  const [passed, failed, skipped] = ["Passed", "Failed", "Pending"].map((state) =>
    Number(counts[`num${state}Tests`]),
  );
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

function fail(reason: string): number {
  print(`${reason}\n0 passed, 1 failed`);
  return 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
