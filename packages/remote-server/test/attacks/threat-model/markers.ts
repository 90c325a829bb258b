import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const packages = join(import.meta.dirname, "../../../..");

/** Finds the comments `// defence:ID`. @returns files below `packages/` by id. A file is listed once for each comment. */
export function findMarkers(): Map<string, string[]> {
  const markers = new Map<string, string[]>();
  for (const file of globSync("{remote-server,auth-core}/src/**/*.ts", { cwd: packages })) {
    const source = readFileSync(join(packages, file), "utf8");
    for (const [, id = ""] of source.matchAll(/\/\/ defence:(\S+)/g)) {
      markers.set(id, [...(markers.get(id) ?? []), file.replaceAll("\\", "/")]);
    }
  }
  return markers;
}
