import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const folder = resolve(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const { name, exports } = z
  .object({ name: z.string(), exports: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read("package.json")));

/** The part of the page about one entry point. */
function section(entry: string): string {
  const heading = `\n## ${name}${entry.slice(1)}\n`;
  const [, text] = read("API.md").split(heading);
  if (text === undefined) throw new Error(`API.md has no heading “${heading.trim()}”.`);
  return text.split("\n## ")[0] ?? "";
}

/** Also types. They do not exist at run time, so this reads the source. */
function exportedNames(source: string): string[] {
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]+)\}/gm)].flatMap(([, list = ""]) =>
    list.split(","),
  );
  const declarations = [
    ...source.matchAll(/^export (?:async )?(?:function|const|type|interface|class) (\w+)/gm),
  ];
  return [...lists, ...declarations.map(([, declared = ""]) => declared)]
    .map((each) => each.trim().replace(/^type /, ""))
    .filter((each) => each !== "");
}

test.each(Object.entries(exports))(
  "API.md names everything that the entry point %s exports",
  (entry, file) => {
    const names = exportedNames(read(file));
    const page = section(entry);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((each) => !new RegExp(`\\b${each}\\b`).test(page))).toEqual([]);
  },
);
