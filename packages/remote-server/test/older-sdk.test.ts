import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const sources = join(import.meta.dirname, "../src");

/** Imports that remain at run time. */
const valueImport = /^(?:import|export) (?!type\b)[^;]*?from "@modelcontextprotocol\/sdk\//m;

it("version 1 of the SDK runs in two files; elsewhere there are only its types", () => {
  const files = globSync("**/*.ts", { cwd: sources, exclude: ["**/*.test.ts"] });
  const running = files.filter((file) => valueImport.test(readFileSync(join(sources, file), "utf8")));
  expect(running.map((file) => file.replaceAll("\\", "/")).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "http/older-sdk.ts",
    "transport/legacy-sse.ts",
  ]);
});
