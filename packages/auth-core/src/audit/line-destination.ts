/** The part of `process.stderr` that is needed. */
export interface LineStream {
  readonly writableLength: number;
  write(text: string, done: () => void): unknown;
  on(event: "error", listener: () => void): unknown;
}

/** Where a logger writes its lines. */
export interface LineDestination {
  write: (line: string) => void;
  /** Writes the waiting lines, and calls `done` when the reader has read them, or cannot read any more. */
  flush: (done?: () => void) => void;
}

/** How much may wait for a slow reader. Above that, lines are lost, so that memory does not grow. */
const mostBytesWaiting = 8 * 1_024 * 1_024;
/**
 * Lines are written together: under load, one write for each line would take longer than the rest of an audit
 * event.
 */
const batch = { characters: 4_096, milliseconds: 100 };

/**
 * Collects lines and writes them to a stream of Node, which never waits for the reader of a pipe. pino's own
 * destination waits: at the end of the process, it tries again and again to write to a pipe without a reader,
 * and does not react to signals.
 */
export function createLineDestination(stream: LineStream): LineDestination {
  // The server continues when the reader of its log is gone.
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
