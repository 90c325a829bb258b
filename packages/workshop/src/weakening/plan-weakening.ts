import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Defence } from "../../../remote-server/test/attacks/defence.ts";
import { findSource, readSources } from "./defended-sources.ts";
import { guardPlaces } from "./guard-places.ts";

/** The changed modules of a server without some of its defences. */
export interface Weakening {
  /** By URL: sources without a guard, as JavaScript. */
  sources: ReadonlyMap<string, string>;
  /** By URL: the modules that replace this one. Each of them imports the next. */
  twins: ReadonlyMap<string, readonly string[]>;
}

/**
 * Finds the place of each defence in the sources, and removes it.
 *
 * @param ids the defences to remove.
 * @param folders the sources of the server and of its libraries, and the vulnerable twins.
 * @throws Error if a comment `// defence:ID` is missing, or is there more than once.
 */
export function planWeakening(
  ids: readonly string[],
  defences: Readonly<Record<string, Defence>>,
  folders: { sources: readonly string[]; twins: string },
): Weakening {
  const sources = readSources(folders.sources);
  const changed = new Map<string, string>();
  const twins = new Map<string, string[]>();
  for (const id of ids) {
    const defence = defences[id];
    if (defence === undefined) throw new Error(`There is no defence ${id}.`);
    const { file, text } = findSource(id, sources);
    if (defence.twin !== undefined) {
      const others = twins.get(toUrl(file)) ?? [];
      twins.set(toUrl(file), [...others, toUrl(join(folders.twins, defence.twin))]);
      continue;
    }
    // Only the changed files: to strip the types of all sources takes longer than to load the server.
    const script = changed.get(toUrl(file)) ?? stripTypeScriptTypes(text);
    const weak = takeOut(script, id, defence);
    sources.set(file, weak);
    changed.set(toUrl(file), weak);
  }
  return { sources: changed, twins };
}

function takeOut(source: string, id: string, { instead = () => "" }: Defence): string {
  const [place] = guardPlaces(source, id);
  if (place === undefined) throw new Error(`The comment “defence:${id}” is not in front of code.`);
  const guard = source.slice(place.start, place.end);
  const careless = instead(guard);
  if (careless === guard) throw new Error(`The replacement for defence ${id} changes nothing.`);
  return source.slice(0, place.start) + careless + source.slice(place.end);
}

function toUrl(file: string): string {
  return pathToFileURL(file).href;
}
