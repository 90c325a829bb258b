import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const packages = join(import.meta.dirname, "../../../..");

/** Where the comments `// defence:ID` stand. @returns files below `packages/` by id; one file several times for several comments. */
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
