import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * `pnpm bench`: the measured claims, one file each in bench/. Like the proofs they have an install of their own. A claim that
 * does not hold on this machine makes the exit code 1.
 */
const folder = import.meta.dirname;
const benches = readdirSync(join(folder, "bench")).filter((name) => name.endsWith(".bench.ts"));

process.exitCode = bench();

function bench(): number {
  // No script runs: none is needed, and pnpm fails where nobody has answered for one (the Inspector has one that does nothing).
  const install = [
    "install",
    "--ignore-workspace",
    "--ignore-scripts",
    "--frozen-lockfile",
    "--reporter=silent",
  ];
  if (run("pnpm", install) !== 0) {
    process.stdout.write("The measurements' own dependencies could not be installed.\n");
    return 1;
  }
  const failed = benches.filter((name) => run(process.execPath, [join(folder, "bench", name)]) !== 0);
  return failed.length === 0 ? 0 : 1;
}

function run(command: string, options: readonly string[]): number {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, options, { cwd: folder, stdio: "inherit", shell });
  return status ?? 1;
}
