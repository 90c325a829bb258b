import { createDescriber } from "./describe/describe-hop.ts";
import { createHistory, type RecorderEvent } from "./history.ts";
import { changeTexts } from "./change-texts.ts";
import type { Hop, Lane, PlayNote, Recording } from "./hop.ts";
import { createLogWatch } from "./log-watch.ts";
import type { RawExchange } from "./raw-exchange.ts";
import { readExchange } from "./read-exchange.ts";
import { createSecretBook } from "./secret-book.ts";
import type { SecretKind } from "./secret-kinds.ts";
import { createStoryTeller } from "./stories.ts";

/** Takes exchanges with their secrets, and returns them without secrets. */
export interface Recorder {
  /** The hop stays open while `durationMs` is `null`; `replace` closes it. */
  record(exchange: RawExchange): Hop;
  /** Replaces an exchange after more of it was seen. @throws Error for an unknown id. */
  replace(id: number, exchange: RawExchange): Hop;
  /** A line of a program's log. It becomes a hop if it contains a secret, also if the secret becomes known later. */
  log(line: string, from?: Lane): void;
  /** @param play where it belongs in an attack that is played. */
  note(text: string, play?: PlayNote | null): void;
  /** A value that no exchange may show, such as a client secret in the server's environment. */
  learn(kind: SecretKind, value: string): void;
  /**
   * Calls back for all events after that one, those in the past and those to come, until the returned function is called. A corrected
   * hop comes again, with the same id.
   *
   * @param after the sequence of the last known event; 0 for all events.
   */
  subscribe(after: number, listener: (event: RecorderEvent) => void): () => void;
  recording(): Recording;
}

export interface RecorderOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Shown and exported as it is. */
  title?: string;
  /** The new recording continues this one, for example after its program was killed. */
  earlier?: EarlierRecording | undefined;
}

/** A recording with the numbers of its events. */
export interface EarlierRecording {
  title: string;
  /** ISO 8601. */
  startedAt: string;
  events: readonly RecorderEvent[];
}

/** Keeps everything in memory, and deletes nothing. */
export function createRecorder({
  now,
  earlier,
  title = earlier?.title ?? "Recording",
}: RecorderOptions): Recorder {
  const time = (): string => new Date(now()).toISOString();
  const startedAt = earlier?.startedAt ?? time();
  const describe = createDescriber();
  const history = createHistory(earlier?.events);
  const book = createSecretBook(earlier === undefined ? "" : JSON.stringify(earlier.events));
  const log = createLogWatch(history, book);
  /** Older hops may contain a value that was learned just now. */
  const correctOlder = (): void => {
    const forms = book.takeLearned();
    if (forms.length === 0) return;
    history.correct(forms, (text) => book.redact(text));
    log.lookAgain(forms);
  };
  const stories = createStoryTeller(history);
  const put = (exchange: RawExchange, known?: number): Hop => {
    const { hop, ties } = readExchange(exchange, book);
    // Before the hop gets its number, because a line of a log may become a hop now.
    correctOlder();
    const id = known ?? history.nextId();
    const told = { id, ...hop, ...describe(exchange), story: null };
    // In an attack, values pass from one party to another: what shares them is not one sign-in.
    return history.putHop(hop.play === null ? stories.tell(told, ties) : told);
  };
  return {
    record: (exchange) => put(exchange),
    replace: (id, exchange) => {
      if (history.hop(id) === undefined) throw new Error(`There is no hop ${id} to replace.`);
      return put(exchange, id);
    },
    log: (line, from = "server") => {
      book.recognize(line);
      correctOlder();
      log.take({ at: time(), from, line });
    },
    note: (text, play = null) => {
      const note = { at: time(), text, play };
      changeTexts(note, (each) => (book.recognize(each), each));
      correctOlder();
      history.addNote(changeTexts(note, (each) => book.redact(each)));
    },
    learn: (kind, value) => (book.learn(kind, value), correctOlder()),
    subscribe: (after, listener) => history.subscribe(after, listener),
    recording: () => ({ version: 1, title, startedAt, hops: history.hops(), notes: history.notes() }),
  };
}
