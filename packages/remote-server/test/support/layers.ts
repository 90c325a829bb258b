import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** One file that imports another. Both are paths below `src`. */
export interface Import {
  from: string;
  to: string;
}

/** The folders in CONTRIBUTING.md, from the top to the ground. Folders on one line must not import each other. */
export function layersIn(page: string): string[][] {
  const [, list = ""] = /^```layers\n(.+?)^```/ms.exec(page) ?? [];
  const lines = list.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.split(/ {2,}/)[0]?.split(", ") ?? []);
}

/** All imports of a source in the same package, also of types. Tests may import everything. */
export function importsBelow(folder: string): Import[] {
  const files = globSync("**/*.ts", { cwd: folder, exclude: ["**/*.test.ts"] });
  return files.flatMap((file) => {
    const from = file.replaceAll("\\", "/");
    const source = readFileSync(`${folder}/${from}`, "utf8");
    const specifiers = source.matchAll(/\b(?:from|import)\s*\(?\s*"(?<path>\.[^"]+\.ts)"/g);
    return [...specifiers].map(({ groups }) => ({
      from,
      to: posix.join(posix.dirname(from), groups?.["path"] ?? ""),
    }));
  });
}

/** The listed folder of a file: its own folder, or the nearest parent in the list. */
function layerOf(file: string, layers: readonly string[][]): string {
  const listed = new Set(layers.flat());
  let folder = posix.dirname(file);
  while (!listed.has(folder) && folder !== ".") folder = posix.dirname(folder);
  return folder;
}

/** For each import that breaks the rule: a sentence that also says what to do. */
export function brokenLayers(imports: readonly Import[], layers: readonly string[][]): string[] {
  const rankOf = (folder: string): number => layers.findIndex((folders) => folders.includes(folder));
  return imports.flatMap(({ from, to }) => {
    const [importer, imported] = [layerOf(from, layers), layerOf(to, layers)];
    if (importer === imported || rankOf(importer) < rankOf(imported)) return [];
    const place = rankOf(importer) === rankOf(imported) ? "beside" : "above";
    return [
      `${from} imports ${to}, but ${imported} stands ${place} ${importer}. A folder imports only what stands below it (CONTRIBUTING.md, “The layers of the remote server”): move what both need into a folder below them.`,
    ];
  });
}
