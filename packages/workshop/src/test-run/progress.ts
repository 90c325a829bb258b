/** The result of the tests of a part. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Whether the result is from an earlier run, because nothing has changed that affects these tests. */
  isReplayed?: boolean;
}

export interface ProgressOptions {
  write: (text: string) => void;
  /** The width of the terminal; undefined if the output goes to a file or a pipe. */
  columns: number | undefined;
  /** Milliseconds. */
  now: () => number;
}

/**
 * Prints what runs and what has ended. On a terminal, the last line shows what runs. Otherwise, a new line shows it at least every ten
 * seconds.
 */
export interface Progress {
  start: (part: string) => void;
  end: (part: string, outcome: Outcome) => void;
  /** Call it every second. */
  tick: () => void;
  /** Removes the line that shows what runs. */
  stop: () => void;
}

const longestSilenceMs = 8_000;
const clearLine = "\r\u001B[K";

export function createProgress({ write, columns, now }: ProgressOptions): Progress {
  const begin = now();
  const running = new Map<string, number>();
  let spokenAt = begin;

  const say = (line: string) => {
    write(`${columns === undefined ? "" : clearLine}${line}\n`);
    spokenAt = now();
  };
  const tick = () => {
    if (running.size === 0) return;
    const parts = [...running].map(([part, since]) => `${part} (${seconds(now() - since)})`);
    const line = `${seconds(now() - begin)}: running ${parts.join(", ")}`;
    if (columns !== undefined) write(`${clearLine}${line.slice(0, columns - 1)}`);
    else if (now() - spokenAt >= longestSilenceMs) say(line);
  };
  return {
    start: (part) => {
      running.set(part, now());
      if (columns === undefined) say(`${part}: running`);
      else tick();
    },
    end: (part, { passed, failed, isReplayed = false }) => {
      const since = running.get(part) ?? now();
      running.delete(part);
      const lasted = isReplayed ? "unchanged, so not run again" : seconds(now() - since);
      say(`${part.padEnd(38)} ${passed} passed, ${failed} failed (${lasted})`);
      tick();
    },
    tick,
    stop: () => {
      if (columns !== undefined) write(clearLine);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1_000)} s`;
}
