import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { inheritedEnvironment } from "../../../packages/workshop/src/demo/child-process.ts";

const repository = resolve(import.meta.dirname, "../../..");
const ofMock = join(repository, "packages/mock-entra/node_modules");

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Older tools are not in the proofs' own packages: otherwise, `pnpm --dir proving exec` would run the proofs with them. Old versions of
 * Node come as packages for Linux only. On other systems, the newest Node runs the oldest tools.
 */
const older = join(repository, "proving/clients/node_modules");
const olderNode = join(older, `node-linux-${process.arch}/bin/node`);

/** The tools of a project: the oldest and the newest that the package supports. */
export const toolchains = {
  oldest: {
    node: existsSync(olderNode) ? olderNode : undefined,
    vitest: join(older, "vitest-4"),
    typescript: join(older, "typescript-5"),
  },
  newest: {
    node: process.execPath,
    vitest: join(repository, "node_modules/vitest"),
    typescript: join(repository, "node_modules/typescript"),
  },
};

/** A folder that contains only a package.json and the installed packages. */
export interface EmptyProject {
  folder: string;
  /** The folder of the installed package. */
  manifest: z.output<typeof packageSchema>;
  write(path: string, text: string): void;
  /** Runs a command of an installed package, as `npx` does. @returns stdout @throws Error with all output if the exit code is not 0 */
  run(packageName: string, command: string, ...options: readonly string[]): string;
  /** The same for a command that does not end. @returns its first line on stdout, and its process. The caller ends the process. */
  start(
    packageName: string,
    command: string,
    ...options: readonly string[]
  ): Promise<{ line: string; child: ChildProcess }>;
  /** Runs a line in the shell, with the commands of installed packages in its PATH. @returns stdout @throws as `run` does */
  shell(line: string, environment?: Readonly<Record<string, string>>): Promise<string>;
}

/** @param others the folders of further packages, by name */
export function createEmptyProject(
  place: string,
  tarball: string,
  { node = process.execPath, vitest, typescript }: (typeof toolchains)["oldest"],
  others: Readonly<Record<string, string>> = {},
): EmptyProject {
  const folder = mkdtempSync(join(realpathSync(place), "project-"));
  const { manifest, programOf } = install(folder, tarball, { vitest, typescript, ...others });
  const { PATH = "", ...inherited } = inheritedEnvironment();
  const env = {
    ...inherited,
    PATH: [join(folder, "node_modules/.bin"), dirname(node), PATH].join(delimiter),
  };
  const options = { cwd: folder, env };
  const project: EmptyProject = {
    folder,
    manifest,
    write: (path, content) => {
      writeFileSync(join(folder, path), content);
    },
    run: (name, command, ...flags) => {
      const found = spawnSync(node, [programOf(name, command), ...flags], { ...options, encoding: "utf8" });
      if (found.status === 0) return found.stdout;
      throw new Error(
        `${command} ${flags.join(" ")}: exit code ${found.status}\n${found.stdout}${found.stderr}`,
      );
    },
    start: async (name, command, ...flags) => {
      const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
      const child = spawn(node, [programOf(name, command), ...flags], { ...options, stdio });
      const [line]: unknown[] = await once(createInterface({ input: child.stdout }), "line");
      return { line: String(line), child };
    },
    shell: async (line, environment = {}) => {
      const child = spawn(line, { ...options, env: { ...env, ...environment }, shell: true });
      const output = Promise.all([text(child.stdout), text(child.stderr)]);
      const [code]: unknown[] = await once(child, "close");
      const [stdout, stderr] = await output;
      if (code === 0) return stdout;
      throw new Error(`${line}: exit code ${String(code)}\n${stdout}${stderr}`);
    },
  };
  project.write("package.json", JSON.stringify({ private: true, type: "module" }));
  return project;
}

/**
 * Installs the package as an installer does: it unpacks the tarball, and links only the packages in its package.json. These come from
 * this repository's own installs, so no network is needed.
 */
function install(folder: string, tarball: string, others: Readonly<Record<string, string>>) {
  const pathOf = (packageName: string): string => join(folder, "node_modules", packageName);
  const manifest = unpack(tarball, pathOf);
  const packages = {
    ...Object.fromEntries(Object.keys(manifest.dependencies).map((name) => [name, join(ofMock, name)])),
    msw: join(ofMock, "msw"),
    "@types/node": join(repository, "node_modules/@types/node"),
    "@azure/msal-node": join(ofMock, "@azure/msal-node"),
    ...others,
  };
  for (const [name, target] of Object.entries(packages)) link(realpathSync(target), pathOf(name));
  const programOf = (name: string, command: string): string =>
    join(pathOf(name), commandsOf(readPackage(pathOf(name)))[command] ?? `has-no-command-${command}`);
  for (const name of [manifest.name, ...Object.keys(packages)])
    for (const command of Object.keys(commandsOf(readPackage(pathOf(name)))))
      link(programOf(name, command), join(folder, "node_modules/.bin", command));
  return { manifest, programOf };
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}

/** `"bin": "file"` means one command with the package's own name. */
function commandsOf({ name, bin }: z.output<typeof packageSchema>): Record<string, string> {
  return typeof bin === "string" ? { [name.replace(/^@.+\//, "")]: bin } : bin;
}

function unpack(tarball: string, pathOf: (packageName: string) => string): EmptyProject["manifest"] {
  const unpacked = pathOf(".unpacked");
  mkdirSync(unpacked, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", unpacked]);
  const manifest = readPackage(join(unpacked, "package"));
  cpSync(join(unpacked, "package"), pathOf(manifest.name), { recursive: true });
  return manifest;
}

function readPackage(folder: string): EmptyProject["manifest"] {
  return packageSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}
