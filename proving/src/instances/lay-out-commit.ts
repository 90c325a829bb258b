import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../../..");

/** A commit's packages, ready to run. */
export interface LaidOut {
  packages: string;
  remove(): void;
}

/** Whether this clone has the commit. A shallow clone may not have it. */
export function hasCommit(commit: string): boolean {
  return spawnSync("git", ["-C", repository, "cat-file", "-e", `${commit}^{commit}`]).status === 0;
}

/**
 * Lays a commit's packages out beside this checkout. They use each other's sources of that commit, and today's libraries: this tries the
 * records that our own code has written.
 */
export function layOutCommit(commit: string): LaidOut {
  const folder = mkdtempSync(join(tmpdir(), "version-before-"));
  const archive = execFileSync("git", ["-C", repository, "archive", commit, "packages"], {
    maxBuffer: 512 * 1_024 * 1_024,
  });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const packages = join(folder, "packages");
  for (const name of readdirSync(packages)) linkModules(name, packages);
  return { packages, remove: () => rmSync(folder, { recursive: true }) };
}

function linkModules(name: string, packages: string): void {
  const today = join(repository, "packages", name, "node_modules");
  if (!existsSync(today)) return;
  for (const module of modulesIn(today)) {
    const link = join(packages, name, "node_modules", module);
    mkdirSync(join(link, ".."), { recursive: true });
    const own = /^@mcp-entra\/(?<own>.+)$/.exec(module)?.groups?.["own"];
    symlinkSync(own === undefined ? realpathSync(join(today, module)) : join(packages, own), link);
  }
}

function modulesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((entry) => !entry.startsWith("."))
    .flatMap((entry) =>
      entry.startsWith("@")
        ? readdirSync(join(folder, entry)).map((module) => `${entry}/${module}`)
        : [entry],
    );
}
