import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/**
 * `pnpm bench`: the measured claims, one file each in bench/. Like the proofs, they have their own install. If a claim is not true on
 * this machine, the exit code is 1.
 *
 * `pnpm bench --against COMMIT [calls] [exercises] [tests]`: lays that commit out beside this one, runs both in turns and prints ratios.
 */
const folder = import.meta.dirname;
const benches = readdirSync(join(folder, "bench")).filter((name) => name.endsWith(".bench.ts"));

process.exitCode = await bench();

async function bench(): Promise<number> {
  const asked = readOptions();
  if (asked === undefined) return 1;
  const { commit, positionals } = asked;
  // No install script runs, because none is needed. Without this setting, pnpm fails if a script was neither allowed nor refused (the
  // Inspector has one that does nothing).
  const install = [
    "install",
    "--ignore-workspace",
    "--ignore-scripts",
    "--frozen-lockfile",
    "--prefer-offline",
    "--reporter=silent",
  ];
  if (run("pnpm", install) !== 0) {
    process.stdout.write("The measurements' own dependencies could not be installed.\n");
    return 1;
  }
  if (commit !== undefined) {
    // These modules need the install above.
    const { compareWith } = await import("./bench/against/compare.ts");
    return compareWith(commit, positionals);
  }
  const failed = benches.filter((name) => run(process.execPath, [join(folder, "bench", name)]) !== 0);
  return failed.length === 0 ? 0 : 1;
}

function readOptions(): { commit: string | undefined; positionals: string[] } | undefined {
  try {
    const options = { against: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { commit: values.against, positionals };
  } catch {
    process.stdout.write(
      "Expected: pnpm bench, or pnpm bench --against COMMIT [calls] [exercises] [tests]. Nothing was measured.\n",
    );
    return undefined;
  }
}

function run(command: string, options: readonly string[]): number {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, options, { cwd: folder, stdio: "inherit", shell });
  return status ?? 1;
}
