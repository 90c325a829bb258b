import { applyPatch, createTwoFilesPatch, FILE_HEADERS_ONLY, parsePatch, type StructuredPatch } from "diff";

/** Sources by their relative path, such as `door.ts`. */
export type Files = ReadonlyMap<string, string>;

type Hunk = StructuredPatch["hunks"][number];

/** A part of a diff that does not fit the solution any more. */
export interface Rejected {
  file: string;
  hunk: Hunk;
}

/** The solution with a mistake in it. */
export interface Mistaken {
  /** All files of the solution. The changed files have the mistake. */
  files: Files;
  /** The files that the diff names, also if the solution does not have them. */
  changed: readonly string[];
  /** Empty if the diff applies. */
  rejected: readonly Rejected[];
}

/** The text before the diff: the facts about the mistake. */
export function headOf(diff: string): string {
  return diff.slice(0, startOfPatches(diff));
}

/** The files that a diff changes. @throws Error if it is not a unified diff. */
export function changedFiles(diff: string): string[] {
  return patchesOf(diff).map(fileOf);
}

/**
 * Makes the mistake in the solution. The lines around a change have to be those of the diff, but may be at
 * another place in the file: if the solution changes at another place, the diff still applies.
 *
 * @throws Error if it is not a unified diff.
 */
export function makeMistake(diff: string, solution: Files): Mistaken {
  const patches = patchesOf(diff);
  const applied = patches.map((patch) => ({ file: fileOf(patch), ...applyHunks(patch, solution) }));
  const changes = applied.flatMap(({ file, text }) => (text === undefined ? [] : [[file, text] as const]));
  return {
    files: new Map([...solution, ...changes]),
    changed: patches.map(fileOf),
    rejected: applied.flatMap(({ file, rejected }) => rejected.map((hunk) => ({ file, hunk }))),
  };
}

/** The file `wrong/<mistake>.diff`, or one in another `folder`: the head, and how each changed file differs from the solution's. */
export function formatDiff(head: string, solution: Files, mistaken: Files, folder = "wrong"): string {
  const changed = [...mistaken].filter(([file, text]) => text !== solution.get(file));
  const patches = changed.map(([file, text]) => formatPatch(file, solution.get(file) ?? "", text, folder));
  return `${head.trimEnd()}\n\n${patches.join("")}`;
}

function formatPatch(file: string, right: string, wrong: string, folder: string): string {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(
    `solution/${file}`,
    `${folder}/${file}`,
    right,
    wrong,
    undefined,
    undefined,
    options,
  );
}

function startOfPatches(diff: string): number {
  const start = diff.search(/^--- /m);
  return start < 0 ? diff.length : start;
}

function patchesOf(diff: string): StructuredPatch[] {
  const patches = diff.slice(startOfPatches(diff));
  return patches === "" ? [] : parsePatch(patches);
}

function fileOf({ oldFileName = "" }: StructuredPatch): string {
  return oldFileName.replace(/^solution\//, "");
}

/** Applies as much of a patch as fits: first the whole patch, then each hunk alone. */
function applyHunks(patch: StructuredPatch, solution: Files): { text?: string; rejected: Hunk[] } {
  const source = solution.get(fileOf(patch));
  if (source === undefined) return { rejected: patch.hunks };
  const whole = applyPatch(source, patch);
  if (whole !== false) return { text: whole, rejected: [] };
  const rejected: Hunk[] = [];
  let text = source;
  for (const hunk of patch.hunks) {
    // The place of the hunk after the earlier hunks are applied.
    const alone = { ...patch, hunks: [{ ...hunk, oldStart: hunk.newStart }] };
    const next = applyPatch(text, alone);
    if (next === false) rejected.push(hunk);
    else text = next;
  }
  return { text, rejected };
}
