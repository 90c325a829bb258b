/** How the tests of a part have ended. */
export interface Outcome {
  passed: number;
  failed: number;
  /** From an earlier run: nothing that matters to these tests has changed since. */
  isReplayed?: boolean;
}

export interface ProgressOptions {
  write: (text: string) => void;
  /** The width of the terminal; undefined where the output goes to a file or a pipe. */
  columns: number | undefined;
  /** Milliseconds. */
  now: () => number;
}

/**
 * Tells what runs and what has ended. On a terminal, one line at the bottom says all the time what runs; elsewhere a new line
 * says so before ten seconds have passed without one.
 */
export interface Progress {
  start: (part: string) => void;
  end: (part: string, outcome: Outcome) => void;
  /** To be called every second. */
  tick: () => void;
  /** Takes the running line away. */
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
