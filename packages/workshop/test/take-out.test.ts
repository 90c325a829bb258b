import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../src/docs/pages.ts";
import { takeOut, type TakeOutServer, takeOutServers } from "../src/take-out/take-out.ts";

const folder = mkdtempSync(join(tmpdir(), "take-out-"));

afterAll(() => rmSync(folder, { recursive: true }));

interface Manifest {
  imports: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** The names that a copy imports: packages, and its own parts. */
function importedBy(copy: string): { packages: Set<string>; parts: Set<string> } {
  const sources = globSync("{src,auth-core}/**/*.ts", { cwd: copy }).map((file) =>
    readFileSync(join(copy, file), "utf8"),
  );
  const names = sources.flatMap((text) =>
    [...text.matchAll(/(?:from|import\() ?"([^".][^"]*)"/g)].map(([, name = ""]) => name),
  );
  const isPart = (name: string): boolean => name.startsWith("#");
  const packages = names
    .filter((name) => !isPart(name) && !name.startsWith("node:"))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return { packages: new Set(packages), parts: new Set(names.filter(isPart)) };
}

describe.each(takeOutServers)("%s, taken out,", (server) => {
  const copy = join(folder, server);
  takeOut({ server, folder: copy, version: "commit 0123456789ab" });
  const manifest: Manifest = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
  const imported = importedBy(copy);

  it("names every package that it imports, with one exact version each, and none that it does not need", () => {
    expect(imported.packages).toContain("zod");
    expect([...imported.packages].filter((name) => builtinModules.includes(name))).toEqual([]);
    const named = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(Object.keys(manifest.dependencies).toSorted()).toEqual([...imported.packages].toSorted());
    expect(Object.keys(manifest.devDependencies)).toEqual(
      expect.arrayContaining(["@types/node", "typescript"]),
    );
  });

  it("finds its own parts, and nothing of this repository", () => {
    for (const part of imported.parts)
      expect(existsSync(join(copy, manifest.imports[part] ?? "missing"))).toBe(true);
    expect(imported.parts.size).toBeGreaterThan(0);
    const files = globSync("**/*", { cwd: copy, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8"));
    expect(texts.filter((text) => /@mcp-entra\/|workspace:|catalog:/.test(text))).toEqual([]);
    expect(files.filter(({ name }) => name.endsWith(".test.ts"))).toEqual([]);
  });

  it("has a lockfile with the versions of this repository, and without what only others need", () => {
    const own = parse(readFileSync(join(copy, "pnpm-lock.yaml"), "utf8"));
    const whole = parse(readFileSync(join(root, "pnpm-lock.yaml"), "utf8"));
    expect(Object.keys(own.importers)).toEqual(["."]);
    expect(whole.packages).toMatchObject(own.packages);
    expect(whole.snapshots).toMatchObject(own.snapshots);
    expect(Object.keys(own.packages).filter((name) => /^(vitest|msw|turbo)@/.test(name))).toEqual([]);
    const specifiers = Object.entries<{ specifier: string }>(own.importers["."].dependencies);
    expect(Object.fromEntries(specifiers.map(([name, { specifier }]) => [name, specifier]))).toEqual(
      manifest.dependencies,
    );
  });

  it("says in its README where it comes from and how it starts", () => {
    const readme = readFileSync(join(copy, "README.md"), "utf8");
    expect(readme).toContain("commit 0123456789ab");
    expect(readme).toContain(`.env.${server}`);
  });
});

describe("pnpm take-out", () => {
  const take = (...words: string[]) => {
    try {
      const program = join(root, "packages/workshop/src/commands/take-out.ts");
      return {
        status: 0,
        output: execFileSync(process.execPath, [program, ...words], { encoding: "utf8", stdio: "pipe" }),
      };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { status, output: stderr };
    }
  };

  it("says where the copy is", () => {
    const target = join(folder, "made/by/the command");
    expect(take("local-server", target)).toEqual({ status: 0, output: expect.stringContaining(target) });
    expect(existsSync(join(target, "src/main.ts"))).toBe(true);
  });

  it("knows only the servers", () => {
    const { status, output } = take("mock-entra", join(folder, "mock"));
    expect(status).toBe(1);
    expect(output).toContain("Allowed choices are local-server, remote-server.");
  });
});

describe("takeOut refuses", () => {
  const into = (target: string) => () =>
    takeOut({ server: "remote-server" satisfies TakeOutServer, folder: target, version: "x" });

  it("a folder with something in it, and leaves that as it was", () => {
    const target = join(folder, "full");
    mkdirSync(target);
    writeFileSync(join(target, "theirs.txt"), "theirs");
    expect(into(target)).toThrow(/full is not empty\. Nothing was written\./);
    expect(globSync("**/*", { cwd: target })).toEqual(["theirs.txt"]);
  });

  it("a file in place of the folder", () => {
    const target = join(folder, "file");
    writeFileSync(target, "theirs");
    expect(into(target)).toThrow(/file is a file\. Nothing was written\./);
    expect(readFileSync(target, "utf8")).toBe("theirs");
  });

  it("a folder under node_modules: Node strips no types there", () => {
    expect(into(join(folder, "node_modules/remote-server"))).toThrow(/under node_modules/);
  });

  it("a folder of this repository, which pnpm would take for a part of it", () => {
    for (const target of [root, join(root, "packages/mine"), join(root, "..mine")])
      expect(into(target)).toThrow(/inside this repository/);
  });
});
