import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** @returns the path of a Chromium on this machine: CHROMIUM_PATH, or the first one on PATH. */
export function findChromium(): string | undefined {
  const chosen = process.env["CHROMIUM_PATH"] ?? "";
  return isExecutable(chosen) ? chosen : findOnPath(["chromium", "chromium-browser", "google-chrome"]);
}

/** @returns the path of the first of these programs that the machine has. */
export function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
