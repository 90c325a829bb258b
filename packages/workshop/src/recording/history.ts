import { changeTexts } from "./change-texts.ts";
import { decodedParts } from "./secret-book.ts";
import type { Hop, Note } from "./hop.ts";

/** A new or changed hop, or a note. A subscriber that comes back continues after the `sequence` of its last event. */
export type RecorderEvent =
  | { sequence: number; hop: Hop }
  /** `index`: the number of the note, from 0. A corrected note has the same number. */
  | { sequence: number; note: Note; index: number };

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

export function createHistory(): History {
  const hops: Kept<Hop>[] = [];
  const notes: Kept<Note>[] = [];
  const listeners = new Set<(event: RecorderEvent) => void>();
  let sequence = 0;
  const put = <Item>(list: Kept<Item>[], index: number, item: Item): void => {
    sequence += 1;
    list[index] = { sequence, item, texts: textsOf(item) };
  };
  const tell = (event: RecorderEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const putHop = (hop: Hop): Hop => {
    put(hops, hop.id - 1, hop);
    tell({ sequence, hop });
    return hop;
  };
  const putNote = (index: number, note: Note): void => {
    put(notes, index, note);
    tell({ sequence, note, index });
  };
  return {
    putHop,
    addNote: (note) => putNote(notes.length, note),
    hop: (id) => hops[id - 1]?.item,
    nextId: () => hops.length + 1,
    hops: () => hops.map(({ item }) => item),
    notes: () => notes.map(({ item }) => item),
    changeHops: (isConcerned, change) => {
      for (const { item } of hops) if (isConcerned(item)) putHop(change(item));
    },
    correct: (forms, redact) => {
      const isHeldBy = searchFor(forms);
      for (const kept of hops.filter(isHeldBy)) putHop(changeTexts(kept.item, redact));
      for (const [index, kept] of notes.entries())
        if (isHeldBy(kept)) putNote(index, changeTexts(kept.item, redact));
    },
    subscribe: (after, listener) => {
      const events: RecorderEvent[] = [
        ...hops.map(({ sequence: at, item: hop }) => ({ sequence: at, hop })),
        ...notes.map(({ sequence: at, item: note }, index) => ({ sequence: at, note, index })),
      ];
      const missed = events.filter((event) => event.sequence > after);
      for (const event of missed.toSorted((one, other) => one.sequence - other.sequence)) listener(event);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
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
