/** What is needed of `process.stderr`. */
export interface LineStream {
  readonly writableLength: number;
  write(text: string, done: () => void): unknown;
  on(event: "error", listener: () => void): unknown;
}

/** Where a logger writes its lines. */
export interface LineDestination {
  write: (line: string) => void;
  /** Hands over what waits, and calls `done` when the reader has taken it, or cannot take it any more. */
  flush: (done?: () => void) => void;
}

/** What may wait for a slow reader; beyond that, lines are lost and memory is not. */
const mostBytesWaiting = 8 * 1_024 * 1_024;
/** Lines are written together: under load, one write for each would take longer than all the rest of an audit event. */
const batch = { characters: 4_096, milliseconds: 100 };

/**
 * Collects lines and writes them to a stream of Node's, which never waits for the reader of a pipe. pino's own destination does:
 * when the process ends it writes again and again to a pipe without a reader, and does not react to signals.
 */
export function createLineDestination(stream: LineStream): LineDestination {
  // A log without a reader is no reason to stop serving.
  stream.on("error", () => undefined);
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = (done = (): void => undefined): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting;
    waiting = "";
    stream.write(lines, () => done());
  };
  return {
    flush,
    write: (line) => {
      if (stream.writableLength > mostBytesWaiting) return;
      waiting += line;
      if (waiting.length >= batch.characters) flush();
      else timer ??= setTimeout(flush, batch.milliseconds).unref();
    },
  };
}
