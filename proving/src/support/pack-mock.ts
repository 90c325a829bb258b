import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "tsdown";
import { z } from "zod";

const root = resolve(import.meta.dirname, "../../..");
const source = join(root, "packages/mock-entra");

/** The project that uses the mock installs these packages. With two copies of msw or vitest in one test, the mock would not work. */
const peers = { msw: "^3.0.0", vitest: "^4.1.0 || ^5.0.0" };

/** The pages of the package, by their names in the package. */
const pages = {
  "PACKAGE.md": "README.md",
  "API.md": "API.md",
  "RECIPES.md": "RECIPES.md",
  "CHANGELOG.md": "CHANGELOG.md",
};

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  exports: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
});
type Manifest = z.output<typeof manifestSchema>;

/**
 * Makes the package that other projects install: JavaScript and types, one bundle for all entry points. @param folder the folder for the
 * tarball @returns the path of the tarball
 */
export async function packMock(folder: string): Promise<string> {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8")));
  const stage = mkdtempSync(join(tmpdir(), "mock-entra-package-"));
  try {
    await bundle(manifest, join(stage, "dist"));
    for (const [page, name] of Object.entries(pages)) cpSync(join(source, page), join(stage, name));
    cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
    cpSync(join(source, "examples/directory.json"), join(stage, "examples/directory.json"));
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(publicManifest(manifest), undefined, 2)}\n`);
    return pack(stage, folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

async function bundle({ exports }: Manifest, outDir: string): Promise<void> {
  const entry = Object.fromEntries(Object.entries(exports).map(([name, file]) => [entryName(name), file]));
  await build({
    config: false,
    cwd: source,
    entry: { ...entry, cli: "./src/main.ts" },
    outDir,
    format: "esm",
    platform: "node",
    target: "node22.12",
    dts: true,
    // Also packages that package.json does not list under dependencies: vitest is under devDependencies.
    deps: { neverBundle: Object.keys(peers), onlyBundle: [] },
    logLevel: "warn",
    inputOptions: { checks: { pluginTimings: false } },
  });
}

/** `./vitest` is dist/vitest.mjs, `.` is dist/index.mjs. */
function entryName(exported: string): string {
  return exported === "." ? "index" : exported.slice("./".length);
}

function publicManifest({ name, version, license, exports, dependencies }: Manifest) {
  const own = Object.keys(dependencies).filter((dependency) => !(dependency in peers));
  return {
    name,
    version,
    description:
      "Microsoft Entra ID and a minimal Microsoft Graph for tests and development, without a network.",
    keywords: ["entra", "azure-ad", "msal", "oauth", "openid-connect", "microsoft-graph", "mock", "msw"],
    license,
    type: "module",
    bin: { "mock-entra": "dist/cli.mjs" },
    exports: {
      ...Object.fromEntries(
        Object.keys(exports).map((exported) => {
          const file = `./dist/${entryName(exported)}`;
          return [exported, { types: `${file}.d.mts`, default: `${file}.mjs` }];
        }),
      ),
      "./package.json": "./package.json",
    },
    engines: { node: ">=22.12" },
    // A range, so that the project has only one copy of each library, with the newest fixes.
    dependencies: Object.fromEntries(own.map((dependency) => [dependency, `^${testedVersion(dependency)}`])),
    peerDependencies: peers,
    // A mock that is only served does not need a test runner.
    peerDependenciesMeta: { vitest: { optional: true } },
  };
}

function testedVersion(dependency: string): string {
  const path = join(source, "node_modules", dependency, "package.json");
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, "utf8"))).version;
}

function pack(stage: string, folder: string): string {
  const output = execFileSync("pnpm", ["pack", "--json", "--pack-destination", resolve(folder)], {
    cwd: stage,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const { filename } = z.object({ filename: z.string() }).parse(JSON.parse(output));
  return resolve(folder, filename);
}
