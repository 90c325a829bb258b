import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { root } from "../docs/pages.ts";
import { type Dependencies, dependenciesOf, lockfileFor, parseLockfile } from "./lockfile.ts";
import { readmeOf } from "./readme.ts";

/** The servers that can be taken out. */
export const takeOutServers = ["local-server", "remote-server"] as const;

export type TakeOutServer = (typeof takeOutServers)[number];

/** One server as a separate package. */
export interface TakeOut {
  server: TakeOutServer;
  /** The target folder. It is created if it does not exist. */
  folder: string;
  /** The name of this repository's state, for the copy's README. */
  version: string;
}

/**
 * Copies a server and auth-core into one package that needs nothing else of this repository: the sources without tests, the dependencies
 * with the versions that were tested here, and a lockfile for all indirect dependencies.
 *
 * @throws Error that says what to do, for a folder in which the copy could not work or would overwrite files.
 */
export function takeOut({ server, folder, version }: TakeOut): void {
  const target = resolve(folder);
  requireUsableFolder(target);
  copySources(join(root, "packages", server, "src"), join(target, "src"));
  copySources(join(root, "packages/auth-core/src"), join(target, "auth-core"));
  for (const file of ["LICENSE", ".env.example"]) cpSync(join(root, file), join(target, file));
  writePackage(server, target);
  write(target, "README.md", readmeOf(server, version));
}

function requireUsableFolder(target: string): void {
  if (target.split(sep).includes("node_modules")) {
    throw new Error(
      `${target} is under node_modules, where Node does not run TypeScript. Name another folder.`,
    );
  }
  const fromRoot = relative(root, target);
  const isOutside = fromRoot.split(sep)[0] === ".." || isAbsolute(fromRoot);
  if (!isOutside) {
    throw new Error(`${target} is inside this repository. Name a folder in your own repository.`);
  }
  const inTheWay = whatIsAt(target);
  if (inTheWay !== undefined) {
    throw new Error(
      `${target} ${inTheWay}. Nothing was written. Name a folder that is empty or not there yet.`,
    );
  }
}

function whatIsAt(target: string): string | undefined {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return "is a file";
  return readdirSync(target).length > 0 ? "is not empty" : undefined;
}

/** A package can import its own parts by a name that begins with #. This works with all package managers. */
function copySources(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => basename(path) !== "node_modules" && !path.endsWith(".test.ts"),
  });
  for (const file of globSync("**/*.ts", { cwd: to })) {
    const text = readFileSync(join(to, file), "utf8");
    write(to, file, text.replaceAll(/"@mcp-entra\/auth-core(\/[\w-]+)?"/g, '"#auth-core$1"'));
  }
}

function writePackage(server: TakeOutServer, target: string): void {
  const lockfile = parseLockfile(readFileSync(join(root, "pnpm-lock.yaml"), "utf8"));
  const own = dependenciesOf(lockfile, [`packages/${server}`, "packages/auth-core"]);
  const tools = dependenciesOf(lockfile, ["packages/workshop"]).devDependencies;
  const wanted = {
    dependencies: own.dependencies,
    devDependencies: {
      ...withNames(tools, /^(@types\/node|typescript)$/),
      ...withNames(own.devDependencies, /^@types\//),
    },
  };
  write(target, "pnpm-lock.yaml", lockfileFor(lockfile, wanted));
  writeJson(target, "package.json", {
    name: server,
    version: "0.0.0",
    private: true,
    license: "MIT",
    type: "module",
    imports: importsOf(join(root, "packages/auth-core/package.json")),
    scripts: { start: "node src/main.ts", typecheck: "tsc --noEmit" },
    dependencies: specifiersOf(wanted.dependencies),
    devDependencies: specifiersOf(wanted.devDependencies),
    engines: { node: ">=22.18" },
  });
  const { compilerOptions } = readJson(join(root, "tsconfig.base.json"));
  writeJson(target, "tsconfig.json", { compilerOptions, include: ["src", "auth-core"] });
  write(
    target,
    ".gitignore",
    "node_modules/\n.env\n.env.local-server\n.env.remote-server\n*.sqlite*\n*-key.pem\n",
  );
}

/** The entry points of auth-core, with the names that the copy imports. */
function importsOf(manifest: string): Record<string, string> {
  const { exports } = readJson(manifest);
  return Object.fromEntries(
    Object.entries<string>(exports).map(([name, file]) => [
      name.replace(/^\./, "#auth-core"),
      file.replace("./src/", "./auth-core/"),
    ]),
  );
}

function withNames(dependencies: Dependencies, name: RegExp): Dependencies {
  return Object.fromEntries(Object.entries(dependencies).filter(([each]) => name.test(each)));
}

function specifiersOf(dependencies: Dependencies): Record<string, string> {
  return Object.fromEntries(Object.entries(dependencies).map(([name, { specifier }]) => [name, specifier]));
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function writeJson(folder: string, name: string, content: unknown): void {
  write(folder, name, `${JSON.stringify(content, undefined, 2)}\n`);
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}
