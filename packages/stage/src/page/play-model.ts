import type { Note, PlaySide } from "../protocol.ts";
import type { Item } from "./model.ts";

export type NoteItem = Extract<Item, { kind: "note" }>;

/** What is said of one side of a play, and what happens there. */
export interface PlayedSide {
  /** What the weakened server lacks, and has instead. */
  changes: NoteItem[];
  /** That the honest use works, which comes first. */
  before: Item[];
  attack: Item[];
  outcome: NoteItem | undefined;
}

export interface Play {
  title: NoteItem | undefined;
  goal: NoteItem | undefined;
  sides: Record<PlaySide["side"], PlayedSide>;
}

/** @param items of one play. */
export function readPlay(items: readonly Item[]): Play {
  return {
    title: noteIn(items, null, "title"),
    goal: noteIn(items, null, "goal"),
    sides: { weakened: readSide(items, "weakened"), ours: readSide(items, "ours") },
  };
}

/** Each attack that was played, with its title. */
export function playsIn(items: readonly Item[]): { id: string; title: string }[] {
  return items.flatMap((item) =>
    item.kind === "note" && item.note.play?.part === "title"
      ? [{ id: item.note.play.id, title: item.note.text }]
      : [],
  );
}

type Part = NonNullable<Note["play"]>["part"];

function partOf(item: Item): Part | undefined {
  return item.kind === "note" ? item.note.play?.part : undefined;
}

function noteIn(
  items: readonly Item[],
  side: PlaySide["side"] | null,
  ...parts: Part[]
): NoteItem | undefined {
  return items.find(
    (item): item is NoteItem =>
      item.kind === "note" &&
      item.note.play !== null &&
      item.note.play.side === side &&
      parts.includes(item.note.play.part),
  );
}

function readSide(items: readonly Item[], side: PlaySide["side"]): PlayedSide {
  const own = items.filter((item) => (item.kind === "hop" ? item.hop.play : item.note.play)?.side === side);
  const shown = own.filter((item) => item.kind === "hop" || partOf(item) === "act");
  const begin = shown.findIndex((item) => item.kind === "note");
  return {
    changes: own.filter(
      (item): item is NoteItem => item.kind === "note" && ["removed", "added"].includes(partOf(item) ?? ""),
    ),
    before: begin === -1 ? shown : shown.slice(0, begin),
    attack: begin === -1 ? [] : shown.slice(begin),
    outcome: noteIn(own, side, "got", "refused", "failed"),
  };
}
