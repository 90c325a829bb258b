import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join, relative, sep } from "node:path";
import type { Defence } from "../../../remote-server/test/attacks/defence.ts";
import { type DefenceId, defences } from "../../../remote-server/test/attacks/defences.ts";
import { findSource, readSources } from "./defended-sources.ts";
import { guardPlaces, type Place } from "./guard-places.ts";
import { silenceStripWarning } from "./silence-strip-warning.ts";

/** What a server without a defence lacks, for people who read it. */
export interface TakenOut {
  id: DefenceId;
  /** What the defence does, in a sentence. */
  title: string;
  /** `packages/…/file.ts:line` of its first line. */
  source: string;
  /** The lines as they are in our server. */
  code: string;
  /** What the weakened server has in their place; `null`: nothing. */
  instead: { code: string; source: string | null } | null;
}

const root = join(import.meta.dirname, "../../../..");
const packages = join(root, "packages");
const twins = join(packages, "remote-server/test/attacks/twins");
const folders = [join(packages, "remote-server/src"), join(packages, "auth-core/src")];

/** @throws Error unless each comment `// defence:ID` stands exactly once in the sources of the server, in front of code. */
export function takenOut(ids: readonly DefenceId[]): TakenOut[] {
  silenceStripWarning();
  const sources = readSources(folders);
  return ids.map((id) => describe(id, findSource(id, sources)));
}

function describe(id: DefenceId, { file, text }: { file: string; text: string }): TakenOut {
  const defence: Defence = defences[id];
  // Types become blanks, so a place in the script is the same place in the source.
  const [place] = guardPlaces(stripTypeScriptTypes(text), id);
  if (place === undefined) throw new Error(`The comment “defence:${id}” does not stand in front of code.`);
  const code = linesAt(text, place);
  const source = `${nameOf(file)}:${lineOf(text, place)}`;
  return { id, title: defence.title, source, code, instead: insteadOf(defence, code) };
}

function insteadOf({ instead, twin }: Defence, code: string): TakenOut["instead"] {
  if (twin !== undefined) {
    const file = join(twins, twin);
    return { code: readFileSync(file, "utf8").trim(), source: `${nameOf(file)}:1` };
  }
  return instead === undefined ? null : { code: withoutIndent(instead(code)), source: null };
}

function lineOf(text: string, { start }: Place): number {
  return text.slice(0, start).split("\n").length;
}

/** With the blanks in front of its first line, which the lines below have as well. */
function linesAt(text: string, { start, end }: Place): string {
  return withoutIndent(text.slice(text.lastIndexOf("\n", start) + 1, end));
}

function withoutIndent(code: string): string {
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join("\n");
}

function nameOf(file: string): string {
  return relative(root, file).replaceAll(sep, "/");
}
