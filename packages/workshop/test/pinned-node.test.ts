import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "../../..");
const manifest = z.object({ devDependencies: z.object({ node: z.string() }) });

it("pnpm checks what packages demand against the Node that runs them, not against the one that starts pnpm", () => {
  const { devDependencies } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const settings = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const [, nodeVersion] = /^nodeVersion: (\S+)$/m.exec(settings) ?? [];
  expect(
    nodeVersion,
    "nodeVersion in pnpm-workspace.yaml must be the version of the devDependency “node” in package.json: change it too.",
  ).toBe(devDependencies.node);
});
