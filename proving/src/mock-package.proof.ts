import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { createEmptyProject, type EmptyProject, toolchains } from "./mock-package/empty-project.ts";
import { packMock } from "./support/pack-mock.ts";
import { stop } from "./support/programs.ts";

const source = resolve(import.meta.dirname, "../../packages/mock-entra");
const place = mkdtempSync(join(tmpdir(), "mock-package-"));
const name = "@mcp-entra/mock-entra";
let tarball: string;

beforeAll(async () => {
  tarball = await packMock(place);
});
afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

describe.each([
  {
    tools: "Node 22, Vitest 4, TypeScript 5.9",
    toolchain: toolchains.oldest,
    moduleResolutions: ["nodenext"],
  },
  {
    tools: "Node 26, Vitest 5, TypeScript 7",
    toolchain: toolchains.newest,
    moduleResolutions: ["nodenext", "bundler"],
  },
])("the package in an empty project with $tools", ({ toolchain, moduleResolutions }) => {
  let project: EmptyProject;

  beforeAll(() => {
    project = createEmptyProject(place, tarball, toolchain);
    for (const path of globSync("examples/**/*.test.ts", { cwd: source }))
      project.write(path.replaceAll(/[\\/]/g, "-"), readFileSync(join(source, path), "utf8"));
  });

  it.skipIf(toolchain.node === undefined)("runs on the versions that the name of these tests says", () => {
    project.write("versions.test.ts", "import { test } from 'vitest'; test(process.version, () => {});");
    const said = project.run("vitest", "vitest", "run", "versions", "--reporter=verbose");
    expect(said).toContain(toolchain === toolchains.oldest ? "v22." : "v26.");
    expect(said).toContain(toolchain === toolchains.oldest ? "v4.1." : "v5.");
    expect(project.run("typescript", "tsc", "--version")).toContain(
      toolchain === toolchains.oldest ? "Version 5.9" : "Version 7.",
    );
  });

  it("each example of the API page passes as a test", () => {
    project.run("vitest", "vitest", "run", "examples", "--reporter=json", "--outputFile=report.json");
    const { numPassedTests, numTotalTests } = z
      .object({ numPassedTests: z.number(), numTotalTests: z.number() })
      .parse(JSON.parse(readFileSync(join(project.folder, "report.json"), "utf8")));
    expect(numTotalTests).toBeGreaterThan(8);
    expect(numPassedTests).toBe(numTotalTests);
  });

  it.each(moduleResolutions)(
    "the types are clean with moduleResolution %s, in the package and where it is used",
    (moduleResolution) => {
      const compilerOptions = {
        module: moduleResolution === "bundler" ? "esnext" : moduleResolution,
        moduleResolution,
        target: "es2023",
        lib: ["es2023", "dom"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        // The type declarations of the package itself.
        skipLibCheck: false,
        noEmit: true,
      };
      project.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
      // If the types were lost, they would be “any”, which is assignable to everything. Then the next line is an error.
      const expected = "// @ts-expect-error";
      project.write(
        "types.ts",
        `import { seed } from "${name}";\n${expected}\nexport const id: number = seed.tenant.id;\n`,
      );
      expect(project.run("typescript", "tsc", "--project", "tsconfig.json")).toBe("");
    },
  );

  it("npx mock-entra has --help and --version", () => {
    expect(project.run(name, "mock-entra", "--help")).toContain("Usage: mock-entra");
    expect(project.run(name, "mock-entra", "--version")).toBe(`${project.manifest.version}\n`);
    expect(project.manifest.version).toMatch(/^[1-9]|^0\.[1-9]/);
  });

  it("npx mock-entra --json serves, issues certificates, and tells where it is", async () => {
    const ports = ["--back-channel-port", "0", "--front-channel-port", "0"];
    const certificates = ["--certificate-directory", join(project.folder, "certificates")];
    const { line, child } = await project.start(name, "mock-entra", "--json", ...ports, ...certificates);
    onTestFinished(async () => stop({ child }));
    const { frontChannelUrl, caPath } = z
      .object({ frontChannelUrl: z.url(), caPath: z.string() })
      .parse(JSON.parse(line));
    expect(readFileSync(caPath, "utf8")).toContain("BEGIN CERTIFICATE");
    const page = await fetch(`${frontChannelUrl}/portal`);
    expect(await page.text()).toContain("App registrations");
  });
});

describe("the tarball", () => {
  let project: EmptyProject;
  let installed: string;
  beforeAll(() => {
    project = createEmptyProject(place, tarball, toolchains.newest);
    installed = join(project.folder, "node_modules", name);
  });

  it("holds JavaScript, types and pages: no sources, no tests, no path of this machine", () => {
    const files = globSync("**/*.*", { cwd: installed });
    const expected = /^(dist.[\w-]+\.(mjs|d\.mts)|examples.directory\.json|[A-Z]+\.md|package\.json)$/;
    expect(files.filter((path) => !expected.test(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["README.md", "API.md", "CHANGELOG.md"]));
    const repository = resolve(source, "../..");
    for (const path of files)
      expect(readFileSync(join(installed, path), "utf8"), path).not.toContain(repository);
    expect(Object.keys(project.manifest.peerDependencies)).toEqual(["msw", "vitest"]);
    expect(statSync(tarball).size).toBeLessThan(250_000);
  });

  it("has pages whose links lead to each other, or to the web", () => {
    const pages = globSync("*.md", { cwd: installed });
    const links = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\(([^)#]+)/g)].map(([, link = ""]) => link),
    );
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((link) => !link.startsWith("https:") && !pages.includes(link))).toEqual([]);
  });

  it("is described by a changelog that begins with its version", () => {
    const [, newest] = /^## (\S+)/m.exec(readFileSync(join(source, "CHANGELOG.md"), "utf8")) ?? [];
    expect(newest).toBe(project.manifest.version);
  });
});
