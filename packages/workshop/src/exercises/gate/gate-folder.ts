import { join, relative } from "node:path";

/** Where the gate works: `reports/gate/<variant>/exercise` and `…/tests`. Git does not see it. */
export function gateFolder(exerciseFolder: string): string {
  return join(exerciseFolder, "reports/gate");
}

/** The folder in which a variant is laid out, with `/` between the parts, for a file in it. */
export function laidOutAt(path: string): string {
  return /^.*\/reports\/gate\/(?:(?:right|wrong)\/)?[^/]+/s.exec(posix(path))?.[0] ?? "";
}

/** A path with `/` between the parts, as Vitest writes them on every system. */
export function posix(path: string): string {
  return path.replaceAll("\\", "/");
}

/** `wrong/any-audience` for a path under the gate's folder. */
export function variantOf(path: string, exerciseFolder: string): string | undefined {
  const parts = relative(gateFolder(exerciseFolder), path).split(/[\\/]/);
  if (parts[0] === "wrong" || parts[0] === "right") return `${parts[0]}/${parts[1] ?? ""}`;
  return parts[0] === ".." || parts[0] === undefined ? undefined : parts[0];
}
