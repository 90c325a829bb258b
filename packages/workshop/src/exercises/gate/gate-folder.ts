import { join, relative } from "node:path";

/** The gate's folder: `reports/gate/<variant>/exercise` and `…/tests`. Git ignores it. */
export function gateFolder(exerciseFolder: string): string {
  return join(exerciseFolder, "reports/gate");
}

/** The folder of a variant's copy, for a file in it, with `/` between the parts. */
export function laidOutAt(path: string): string {
  return /^.*\/reports\/gate\/(?:(?:right|wrong)\/)?[^/]+/s.exec(posix(path))?.[0] ?? "";
}

/** A path with `/` between the parts, as Vitest writes it on every system. */
export function posix(path: string): string {
  return path.replaceAll("\\", "/");
}

/** `wrong/any-audience` for a path under the gate's folder. */
export function variantOf(path: string, exerciseFolder: string): string | undefined {
  const parts = relative(gateFolder(exerciseFolder), path).split(/[\\/]/);
  if (parts[0] === "wrong" || parts[0] === "right") return `${parts[0]}/${parts[1] ?? ""}`;
  return parts[0] === ".." || parts[0] === undefined ? undefined : parts[0];
}
