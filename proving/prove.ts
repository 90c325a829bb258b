import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { useCompileCache } from "../packages/workshop/src/compile-cache.ts";
import { findChromium, findOnPath } from "./src/support/find-chromium.ts";
import { type Lane, lanes } from "./lanes.ts";
import { canRunSecretService } from "./src/local/secret-service.ts";
import { findRedisServer } from "./src/instances/redis-server.ts";

/**
 * `pnpm prove`: the proofs that take long or need a program that is not in the registry. They have an install of their
 * own, so that first contact with the workshop stays small. What is missing is named, together with how to get it; with
 * CI=true something missing is a failure, otherwise its proofs are skipped and say so.
 */
const folder = import.meta.dirname;
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
process.exitCode = await prove();

async function prove(): Promise<number> {
  const missing = programs.filter(({ found }) => !found);
  for (const { name, howToGet } of missing) {
    print(`Missing: ${name}. Its proofs are skipped. Get it with: ${howToGet}.`);
  }
  if (missing.length > 0 && process.env["CI"] === "true") return fail("With CI=true nothing may be skipped.");
  // No script runs: none is needed, and pnpm fails where the question about one has no answer (the Inspector has one that does nothing).
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
  for (const lane of lanes) rmSync(reportOf(lane), { force: true });
  const exitCodes = await Promise.all(lanes.map(async (lane) => runLane(lane)));
  print(summary());
  return exitCodes.every((code) => code === 0) ? 0 : 1;
}

function reportOf(lane: Lane): string {
  return join(folder, "reports", `${lane}.json`);
}

async function runLane(lane: Lane): Promise<number> {
  const options = ["run", "--config", join(folder, "vitest.config.ts")];
  const child = spawn("vitest", options, {
    cwd: folder,
    env: { ...process.env, PROVING_LANE: lane },
    // Two at a terminal would both read its keys.
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  const [code]: unknown[] = await once(child, "close");
  return typeof code === "number" ? code : 1;
}

function run(command: string, options: readonly string[]): number {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, options, { cwd: folder, stdio: "inherit", shell });
  return status ?? 1;
}

/** A lane that has crashed leaves no report, and counts as a failure. */
function summary(): string {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const lane of lanes) {
    if (!existsSync(reportOf(lane))) {
      print(`The lane “${lane}” has ended without a result.`);
      sum.failed += 1;
      continue;
    }
    const counts: Record<string, unknown> = JSON.parse(readFileSync(reportOf(lane), "utf8"));
    sum.passed += Number(counts["numPassedTests"]);
    sum.failed += Number(counts["numFailedTests"]);
    sum.skipped += Number(counts["numPendingTests"]);
  }
  const line = `${sum.passed} passed, ${sum.failed} failed`;
  return sum.skipped === 0 ? line : `${line}, ${sum.skipped} skipped`;
}

function fail(reason: string): number {
  print(`${reason}\n0 passed, 1 failed`);
  return 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
