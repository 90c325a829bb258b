import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../src/docs/pages.ts";

/** The parts of pnpm-lock.yaml that this test reads. */
interface Lockfile {
  packages: Record<string, { os?: string[] }>;
  snapshots: Record<string, { optionalDependencies?: Record<string, string> }>;
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** JSON without the comments that VS Code allows, which are on separate lines. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, "");

describe("the index of the decisions", () => {
  const folder = "docs/decisions";
  const files = readdirSync(join(root, folder)).filter((name) => /^\d{4}-/.test(name));
  const rows = [...read(`${folder}/README.md`).matchAll(/^\| (\d+) +\| \[(.+)\]\((.+)\) +\| (.+?) +\|$/gm)];

  it("has one row for each decision, with its number and title, in order", () => {
    const expected = files.toSorted().map((file) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(read(`${folder}/${file}`)) ?? [];
      expect(file, `${file} begins with “# NUMBER. TITLE”`).toMatch(
        new RegExp(`^${number?.padStart(4, "0")}-`),
      );
      return [number, title, file];
    });
    expect(expected.length).toBeGreaterThan(10);
    expect(rows.map(([, number, title, file]) => [number, title, file])).toEqual(expected);
  });

  it("gives each decision a state that the page explains", () => {
    const isState = /^(in force|rewritten|replaced by \[\d+\]\(\d{4}-[a-z0-9-]+\.md\))$/;
    expect(rows.map(([, , , , state = ""]) => state).filter((state) => !isState.test(state))).toEqual([]);
  });
});

describe("what an editor or GitHub runs", () => {
  const launch: { configurations: { program?: string; args?: string[] }[] } = JSON.parse(
    withoutComments(read(".vscode/launch.json")),
  );
  const container: { updateContentCommand: string } = JSON.parse(
    withoutComments(read(".devcontainer/devcontainer.json")),
  );
  const workflow = read(".github/workflows/ci.yml");

  it.each([".github/workflows/ci.yml", ".devcontainer/devcontainer.json", ".vscode/launch.json"])(
    "%s says in its first line that it was not run yet",
    (path) => {
      expect(read(path)).toMatch(/^(#|\/\/) Not run yet (on|in) /);
    },
  );

  it("the debugger starts programs that are there, and knows each server, the mock and the open test file", () => {
    const programs = launch.configurations.flatMap(({ program = "" }) =>
      program === "" ? [] : [program.replace("${workspaceFolder}/", "")],
    );
    expect(programs.filter((program) => !existsSync(join(root, program)))).toEqual([]);
    for (const name of ["local-server", "remote-server", "mock-entra"])
      expect(programs).toContain(`packages/${name}/src/main.ts`);
    expect(launch.configurations.filter(({ args }) => args?.includes("${file}"))).toHaveLength(2);
  });

  it("the workflow runs the README's two commands on three systems and .ci/run, with actions that cannot be exchanged", () => {
    const [, commands = ""] = /```sh\n(npx [^]*?)```/.exec(read("README.md")) ?? [];
    const inReadme = [...commands.matchAll(/^npx \S+ \w+/gm)].map(([command]) => command);
    expect(inReadme).toEqual(["npx pnpm@12 demo", "npx pnpm@12 test"]);
    const runs = [...workflow.matchAll(/- run: (.+)$/gm)].map(([, command]) => command);
    expect(runs).toEqual(expect.arrayContaining([...inReadme, ".ci/run"]));
    for (const system of ["ubuntu", "macos", "windows"]) expect(workflow).toContain(`${system}-latest`);
    const actions = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, action = ""]) => action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(action))).toEqual([]);
  });

  it("the dev container installs the pnpm that the workspace asks for", () => {
    const { devEngines } = JSON.parse(read("package.json"));
    const [, major] = /^\^(\d+)\./.exec(devEngines.packageManager.version) ?? [];
    expect(container.updateContentCommand).toContain(`pnpm@${major} && pnpm install`);
  });
});

describe("the lockfiles", () => {
  /** Programs with one package for each system, such as @turbo/linux-64: by the package that needs them, the systems in the lockfile. */
  const systemsIn = (path: string): Record<string, Set<string>> => {
    const { packages, snapshots }: Lockfile = parse(read(path));
    const families = Object.entries(snapshots).map(
      ([name, { optionalDependencies = {} }]): [string, Set<string>] => {
        const members = Object.entries(optionalDependencies).map(
          ([dependency, version]) => `${dependency}@${version}`,
        );
        const bound = members.filter((member) => packages[member]?.os !== undefined);
        return [
          name,
          bound.length > 1
            ? new Set(bound.flatMap((member) => packages[member]?.os ?? []))
            : new Set<string>(),
        ];
      },
    );
    return Object.fromEntries(families.filter(([, { size }]) => size > 0));
  };

  const lockfiles = ["pnpm-lock.yaml", "proving/pnpm-lock.yaml", "proving/clients/pnpm-lock.yaml"];

  it.each(lockfiles)("%s names no registry's host: packages come from the one that is configured", (path) => {
    expect(read(path)).toContain("integrity: sha512-");
    expect(read(path)).not.toMatch(/https?:\/\/|tarball:/);
  });

  it("are all here", () => {
    const found = globSync(["*/pnpm-lock.yaml", "*/*/pnpm-lock.yaml", "pnpm-lock.yaml"], {
      cwd: root,
      exclude: (path) => path.includes("node_modules"),
    });
    expect(found.map((path) => path.replaceAll("\\", "/")).toSorted()).toEqual(lockfiles.toSorted());
  });

  it.each(lockfiles)(
    "%s has each program for Linux, macOS and Windows, on whichever system it was written (else: pnpm install --fix-lockfile)",
    (path) => {
      const families = Object.entries(systemsIn(path));
      expect(families.length).toBeGreaterThan(0);
      const incomplete = families.filter(
        ([, systems]) => !["linux", "darwin", "win32"].every((each) => systems.has(each)),
      );
      expect(incomplete.map(([name, systems]) => `${name}: only ${[...systems].join(", ")}`)).toEqual([]);
    },
  );
});

describe("the versions of our programs", () => {
  it("come from package.json: no source says one by hand", () => {
    const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).filter(
      (path) => !path.endsWith(".test.ts"),
    );
    const byHand = sources.filter((path) => /\.version\("|\bversion: "[1-9]/.test(read(path)));
    expect(sources.length).toBeGreaterThan(300);
    expect(byHand).toEqual([]);
  });
});

describe("the tests", () => {
  it("wait with expect.poll, whose patience is in vitest.config.ts, since one second is too short on a busy machine", () => {
    const tests = globSync("{packages,exercises,proving}/**/*.{test,proof}.ts", {
      cwd: root,
      // Other tests write and remove copies of tests among the reports while this one reads.
      exclude: ["**/node_modules/**", "**/{work,draft,reports}/**"],
    });
    const hasty = tests.filter((path) => /\bvi\.wait(?:For|Until)\(/.test(read(path)));
    expect(tests.length).toBeGreaterThan(150);
    expect(hasty).toEqual([]);
  });

  it("have a vitest.config.ts with that patience in each package in which one of them waits", () => {
    const waiting = globSync("packages/*/{src,test}/**/*.test.ts", { cwd: root }).filter((path) =>
      read(path).includes("expect.poll("),
    );
    const folders = new Set(waiting.map((path) => path.split(/[\\/]/).slice(0, 2).join("/")));
    const impatient = [...folders].filter((folder) => {
      const config = join(root, folder, "vitest.config.ts");
      return !existsSync(config) || !/poll: \{ timeout: \d{2}_000/.test(readFileSync(config, "utf8"));
    });
    expect(folders.size).toBeGreaterThan(2);
    expect(impatient).toEqual([]);
  });
});
