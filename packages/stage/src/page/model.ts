import type { Entries, Hop, Lane, Note } from "../protocol.ts";

/** A line of the stage: a hop or a note. */
export type Item =
  | { kind: "hop"; key: string; at: string; order: number; hop: Hop }
  | { kind: "note"; key: string; at: string; order: number; note: Note };

export interface Filter {
  user: string | null;
  story: string | null;
  /** An attack that was played; `null`: everything else. */
  play: string | null;
}

/** All entries that the page has received, oldest first, also those of an earlier run of the stage. */
export interface Timeline {
  /** @param run the run of the stage that the entries are from. */
  add(run: string, entries: Entries): void;
  items(): readonly Item[];
  /** Changes with each change of the entries. */
  version(): number;
}

export function createTimeline(): Timeline {
  const known = new Map<string, Item>();
  let sorted: Item[] = [];
  let isSorted = true;
  let version = 0;
  const put = (item: Item): void => {
    const isNew = !known.has(item.key);
    known.set(item.key, item);
    const last = sorted.at(-1);
    if (isNew && isSorted && (last === undefined || compare(last, item) <= 0)) sorted.push(item);
    else isSorted = false;
  };
  return {
    add: (run, { hops, notes }) => {
      version += 1;
      for (const note of notes)
        put({ kind: "note", key: `${run}/n${note.id}`, at: note.at, order: note.id, note });
      for (const hop of hops) put({ kind: "hop", key: `${run}/${hop.id}`, at: hop.at, order: hop.id, hop });
    },
    items: () => {
      if (!isSorted) {
        sorted = [...known.values()].toSorted(compare);
        isSorted = true;
      }
      return sorted;
    },
    version: () => version,
  };
}

/** By time. A note comes before the hops of the same millisecond. */
export function compare(one: Item, other: Item): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  if (one.kind !== other.kind) return one.kind === "note" ? -1 : 1;
  return one.order - other.order;
}

function playOf(item: Item): string | null {
  return (item.kind === "hop" ? item.hop.play?.id : item.note.play?.id) ?? null;
}

/** The items of one play; `null`: all items that belong to no play. */
export function itemsOfPlay(items: readonly Item[], play: string | null): Item[] {
  return items.filter((item) => playOf(item) === play);
}

/** Filters by user and flow hops only. Notes belong to no user, so they stay. */
export function filterItems(items: readonly Item[], { user, story, play }: Filter): Item[] {
  const ofPlay = itemsOfPlay(items, play);
  if (play !== null || (user === null && story === null)) return ofPlay;
  return ofPlay.filter(
    (item) =>
      item.kind === "note" ||
      ((user === null || item.hop.user === user) && (story === null || item.hop.story === story)),
  );
}

/** How many of these items are shown: those up to `heldAt`, or all. */
export function shownCount(items: readonly Item[], heldAt: Item | undefined): number {
  if (heldAt === undefined) return items.length;
  const next = items.findIndex((item) => compare(item, heldAt) > 0);
  return next === -1 ? items.length : next;
}

export interface Story {
  story: string;
  /** The page's name for it: 1, 2, 3 … in the order of their beginning. */
  number: number;
  user: string | null;
  hops: number;
}

export function storiesIn(items: readonly Item[]): Map<string, Story> {
  const stories = new Map<string, Story>();
  for (const item of items) {
    if (item.kind === "note" || item.hop.story === null) continue;
    const { story: name, user } = item.hop;
    const story = stories.get(name) ?? { story: name, number: stories.size + 1, user, hops: 0 };
    stories.set(name, { ...story, user: story.user ?? user, hops: story.hops + 1 });
  }
  return stories;
}

export function usersIn(items: readonly Item[]): string[] {
  const users = new Set<string>();
  for (const item of items) if (item.kind === "hop" && item.hop.user !== null) users.add(item.hop.user);
  return [...users].toSorted();
}

const always: readonly Lane[] = ["browser", "client", "server", "entra", "graph"];
const sometimes: readonly Lane[] = ["service", "attacker"];

/** Service and attacker have a lane only if they take part. */
export function lanesIn(items: readonly Item[]): readonly Lane[] {
  const takesPart = (lane: Lane): boolean =>
    items.some((item) => item.kind === "hop" && (item.hop.from === lane || item.hop.to === lane));
  return [...always, ...sometimes.filter(takesPart)];
}
