import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { repositoryRoot } from "../exercise.ts";
import { gateFolder, variantOf } from "./gate-folder.ts";

/** Type errors by exercise folder, then by variant: one compiler for all copies of the gate. */
export async function checkTypes(
  folders: readonly string[],
): Promise<ReadonlyMap<string, Map<string, string[]>>> {
  const errors = new Map(folders.map((folder) => [folder, new Map<string, string[]>()]));
  const [first] = folders;
  if (first === undefined) return errors;
  const project = join(gateFolder(first), "tsconfig.json");
  mkdirSync(gateFolder(first), { recursive: true });
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(repositoryRoot, "tsconfig.base.json"),
      include: folders.map((folder) => join(gateFolder(folder), "**/*.ts")),
    }),
  );
  // Vitest runs at the same time: several threads would need a third more processor time.
  const options = ["--noEmit", "--pretty", "false", "--singleThreaded"];
  const output = await run("tsc", [...options, "--project", project]);
  for (const line of output.split(/\r?\n/)) {
    const [, path = "", place = "", message = ""] = /^(.+?)\((\d+),\d+\): error (TS.+)$/.exec(line) ?? [];
    const folder = folders.find((candidate) => resolve(repositoryRoot, path).startsWith(candidate));
    if (message === "" || folder === undefined) continue;
    const variant = variantOf(resolve(repositoryRoot, path), folder) ?? "";
    const ofVariant = errors.get(folder)?.get(variant) ?? [];
    const file = resolve(repositoryRoot, path).slice(join(gateFolder(folder), variant).length + 1);
    errors.get(folder)?.set(variant, [...ofVariant, `${file}:${place} ${message}`]);
  }
  return errors;
}

/** Lint errors of the right answers, by exercise folder. `pnpm check:static` adds the rules that need types. */
export async function lint(folders: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const answers = folders.flatMap((folder) => [join(folder, "solution"), join(folder, "alternative")]);
  const output = await run("oxlint", ["--format=unix", ...answers]);
  const lines = output.split(/\r?\n/).filter((line) => /^.+:\d+:\d+: /.test(line));
  return new Map(
    folders.map((folder) => [
      folder,
      lines.filter((line) => resolve(repositoryRoot, line.replace(/:\d+:\d+: .*$/, "")).startsWith(folder)),
    ]),
  );
}

/** Runs one of the root's tools. @returns its output, which also shows how it ended. */
async function run(tool: string, toolArguments: readonly string[]): Promise<string> {
  const child = spawn(join(repositoryRoot, "node_modules/.bin", tool), toolArguments, {
    cwd: repositoryRoot,
    shell: process.platform === "win32",
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  await once(child, "close");
  // Exit codes 1 and 2: the tool has found something and printed it.
  if (child.exitCode === null || child.exitCode > 2) throw new Error(`${tool} did not run:\n${output}`);
  return output;
}
