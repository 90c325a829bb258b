import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenLayers, importsBelow, layersIn } from "./support/layers.ts";

const sources = join(import.meta.dirname, "../src");
const layers = layersIn(readFileSync(join(import.meta.dirname, "../../../CONTRIBUTING.md"), "utf8"));

describe("the folders of the remote server", () => {
  it("import only what stands below them in CONTRIBUTING.md", () => {
    expect(brokenLayers(importsBelow(sources), layers)).toEqual([]);
  });

  it("stand in that list, each once, and the list names no others", () => {
    const foldersIn = (folder: string): string[] =>
      readdirSync(join(sources, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [join(folder, entry.name).replaceAll("\\", "/")] : [],
      );
    expect(layers.flat().toSorted()).toEqual([".", ...foldersIn("."), ...foldersIn("auth")].toSorted());
    expect(layers.flat().every((folder) => existsSync(join(sources, folder)))).toBe(true);
  });
});

describe("the check of the layers", () => {
  const list = [["."], ["auth/routes"], ["auth"], ["auth/clients", "auth/entra"], ["pages"]];

  it.each([
    ["main.ts", "pages/html.ts"],
    ["auth/routes/token-route.ts", "auth/provider.ts"],
    ["auth/clients/documents/fetch.ts", "auth/clients/registry.ts"],
  ])("lets %s import %s", (from, to) => {
    expect(brokenLayers([{ from, to }], list)).toEqual([]);
  });

  it.each([
    ["pages/html.ts", "main.ts", ". stands above pages"],
    ["auth/provider.ts", "auth/routes/token-route.ts", "auth/routes stands above auth"],
    ["auth/clients/documents/fetch.ts", "auth/entra/client.ts", "auth/entra stands beside auth/clients"],
  ])("names the import, and the rule, when %s imports %s", (from, to, reason) => {
    const [problem, ...others] = brokenLayers([{ from, to }], list);
    expect(problem).toContain(
      `${from} imports ${to}, but ${reason}. A folder imports only what stands below it`,
    );
    expect(others).toEqual([]);
  });

  it("sees imports of types, and those that take several lines", () => {
    const imports = importsBelow(sources);
    const isThere = (from: string, to: string) =>
      imports.some((each) => each.from === from && each.to === to);
    // The first import names only types. The second has several lines.
    expect(isThere("auth/routes/consent-route.ts", "auth/entra-id-server-auth-provider.ts")).toBe(true);
    expect(isThere("index.ts", "start-remote-server.ts")).toBe(true);
  });
});
