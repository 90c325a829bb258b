import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../../..");

/** A commit's files with their own install, in a folder that is removed when this process ends. */
export interface LaidOut {
  folder: string;
  /** Short hash and subject. */
  commit: string;
}

/** @throws Error if there is no such commit, or if its dependencies cannot be installed. */
export function layOut(commit: string): LaidOut {
  const described = run("git", ["log", "-1", "--format=%h %s", `${commit}^{commit}`], repository);
  const folder = mkdtempSync(join(tmpdir(), "bench-against-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  run("git", ["clone", "--quiet", "--no-checkout", repository, folder], repository);
  run("git", ["checkout", "--quiet", described.split(" ")[0] ?? ""], folder);
  // From pnpm's store if possible, so that no network is needed.
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"];
  run("pnpm", install, folder);
  run("pnpm", [...install, "--ignore-workspace", "--ignore-scripts"], join(folder, "proving"));
  return { folder, commit: described };
}

function run(command: string, options: readonly string[], cwd: string): string {
  const shell = process.platform === "win32";
  const { status, stdout, stderr } = spawnSync(command, options, { cwd, encoding: "utf8", shell });
  if (status !== 0) throw new Error(`${command} ${options.join(" ")} did not work:\n${stdout}${stderr}`);
  return stdout.trim();
}
