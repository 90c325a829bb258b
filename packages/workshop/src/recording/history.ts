import { changeTexts } from "./change-texts.ts";
import { decodedParts } from "./secret-book.ts";
import type { Hop, Note } from "./hop.ts";

/** A new or changed hop, or a note. A subscriber that comes back continues after the `sequence` of its last event. */
export type RecorderEvent = { sequence: number } & Entry & {
    /** An earlier event of this entry contains a secret. A program that has stored it must replace it. */
    hidesSecret?: true;
  };

/** `index`: the number of the note, from 0. A corrected note has the same number. */
type Entry = { hop: Hop } | { note: Note; index: number };

/** All hops and notes, as they are shown now. */
export interface History {
  /** Adds a hop, or replaces the hop with this id. */
  putHop(hop: Hop): Hop;
  addNote(note: Note): void;
  hop(id: number): Hop | undefined;
  nextId(): number;
  hops(): Hop[];
  notes(): Note[];
  changeHops(isConcerned: (hop: Hop) => boolean, change: (hop: Hop) => Hop): void;
  /** Redacts all texts that contain one of these forms of a secret, in clear or encoded. */
  correct(forms: readonly string[], redact: (text: string) => string): void;
  subscribe(after: number, listener: (event: RecorderEvent) => void): () => void;
}

interface Kept<Item> {
  sequence: number;
  item: Item;
  /** The texts in which a secret is looked for that is learned later. */
  texts: SearchedTexts;
}

/** @param earlier is continued: new hops, notes and events get the numbers after these. */
export function createHistory(earlier: readonly RecorderEvent[] = []): History {
  const hops = new Map<number, Kept<Hop>>();
  const notes = new Map<number, Kept<Note>>();
  const listeners = new Set<(event: RecorderEvent) => void>();
  const last = { sequence: 0, hop: 0, note: -1 };
  const put = (sequence: number, entry: Entry): RecorderEvent => {
    last.sequence = Math.max(last.sequence, sequence);
    if ("hop" in entry) {
      last.hop = Math.max(last.hop, entry.hop.id);
      hops.set(entry.hop.id, keep(sequence, entry.hop));
    } else {
      last.note = Math.max(last.note, entry.index);
      notes.set(entry.index, keep(sequence, entry.note));
    }
    return { sequence, ...entry };
  };
  const tell = (entry: Entry, hides: Pick<RecorderEvent, "hidesSecret"> = {}): void => {
    const event = { ...put(last.sequence + 1, entry), ...hides };
    for (const listener of listeners) listener(event);
  };
  for (const event of earlier) put(event.sequence, entryOf(event));
  return {
    putHop: (hop) => (tell({ hop }), hop),
    addNote: (note) => tell({ note, index: last.note + 1 }),
    hop: (id) => hops.get(id)?.item,
    nextId: () => last.hop + 1,
    hops: () => itemsOf(hops),
    notes: () => itemsOf(notes),
    changeHops: (isConcerned, change) => {
      for (const { item } of hops.values()) if (isConcerned(item)) tell({ hop: change(item) });
    },
    correct: (forms, redact) => {
      const isHeldBy = searchFor(forms);
      for (const kept of [...hops.values()].filter(isHeldBy))
        tell({ hop: changeTexts(kept.item, redact) }, { hidesSecret: true });
      for (const [index, kept] of notes)
        if (isHeldBy(kept)) tell({ note: changeTexts(kept.item, redact), index }, { hidesSecret: true });
    },
    subscribe: (after, listener) => {
      const events: RecorderEvent[] = [
        ...[...hops.values()].map(({ sequence, item: hop }) => ({ sequence, hop })),
        ...[...notes].map(([index, { sequence, item: note }]) => ({ sequence, note, index })),
      ];
      const missed = events.filter((event) => event.sequence > after);
      for (const event of missed.toSorted((one, other) => one.sequence - other.sequence)) listener(event);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function entryOf(event: RecorderEvent): Entry {
  return "hop" in event ? { hop: event.hop } : { note: event.note, index: event.index };
}

function keep<Item>(sequence: number, item: Item): Kept<Item> {
  return { sequence, item, texts: textsOf(item) };
}

/** Sorted by number: after `earlier`, a corrected hop can be in the wrong place. */
function itemsOf<Item>(kept: ReadonlyMap<number, Kept<Item>>): Item[] {
  return [...kept].toSorted(([one], [other]) => one - other).map(([, { item }]) => item);
}

interface SearchedTexts {
  whole: string;
  /** Only the parts that can contain a token: about a tenth, and each new secret is looked for in it. */
  runs: string;
}

function textsOf(item: unknown): SearchedTexts {
  const texts: string[] = [];
  changeTexts(item, (text) => (texts.push(text), text));
  const inClear = texts.join("\n");
  const whole = `${inClear}\n${decodedParts(inClear)}`;
  return { whole, runs: whole.match(tokenRun)?.join("\n") ?? "" };
}

const tokenRun = /[\w.~+/=%-]{16,}/g;

const isOneRun = new RegExp(`^${tokenRun.source}$`);

function searchFor(forms: readonly string[]): (kept: Kept<unknown>) => boolean {
  const inRuns = forms.filter((form) => isOneRun.test(form));
  const inWhole = forms.filter((form) => !isOneRun.test(form));
  return ({ texts: { runs, whole } }) =>
    inRuns.some((form) => runs.includes(form)) || inWhole.some((form) => whole.includes(form));
}
