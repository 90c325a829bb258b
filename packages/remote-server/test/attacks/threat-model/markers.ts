import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sources = join(import.meta.dirname, "../../../src");

/** Where the comments `// defence:ID` stand. @returns files of `src/` by id; one file several times for several comments. */
export function findMarkers(): Map<string, string[]> {
  const markers = new Map<string, string[]>();
  for (const file of globSync("**/*.ts", { cwd: sources })) {
    const source = readFileSync(join(sources, file), "utf8");
    for (const [, id = ""] of source.matchAll(/\/\/ defence:(\S+)/g)) {
      markers.set(id, [...(markers.get(id) ?? []), file.replaceAll("\\", "/")]);
    }
  }
  return markers;
}
