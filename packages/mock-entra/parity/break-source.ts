import { readFileSync } from "node:fs";
import type { ParityRow } from "./parity-row.ts";

/** One careless change to one file of `src/`. */
export type Break = ParityRow["breakIt"];

/** @throws Error if there is not exactly one place to change, or if the change has no effect */
export function breakSource(source: string, { file, find, replace }: Break): string {
  if (find === replace) throw new Error(`src/${file}: the change changes nothing: ${find}`);
  const pieces = source.split(find);
  if (pieces.length !== 2)
    throw new Error(`src/${file} has this ${pieces.length - 1} times, not once: ${find}`);
  return pieces.join(replace);
}

/** The reason why this change cannot be made to the present sources; `undefined` if it can. */
export function troubleWith(change: Break): string | undefined {
  try {
    breakSource(readFileSync(new URL(`../src/${change.file}`, import.meta.url), "utf8"), change);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
