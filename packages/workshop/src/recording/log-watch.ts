import { leakOf } from "./find-leak.ts";
import type { History } from "./history.ts";
import type { Hop, Lane } from "./hop.ts";
import type { Secret, SecretBook } from "./secret-book.ts";
import { isDangerous } from "./secret-kinds.ts";

interface LogLine {
  at: string;
  from: Lane;
  line: string;
}

/** Looks for secrets in logs. A line with one becomes a hop. */
export interface LogWatch {
  take(line: LogLine): void;
  /** Looks for these forms of a secret in earlier lines. */
  lookAgain(forms: readonly string[]): void;
}

const limit = 2_000;

/** Keeps only the last lines without a secret: a value becomes known as a secret soon after, or never. */
export function createLogWatch(history: History, book: SecretBook): LogWatch {
  let lines: LogLine[] = [];
  const take = (line: LogLine): void => {
    const found: Secret[] = [];
    const shown = book.redact(line.line, (secret) => found.push(secret));
    const secret = found.find(({ kind }) => isDangerous(kind));
    if (secret !== undefined) {
      const leak = leakOf(secret, `a line of the log of the ${line.from}`);
      history.putHop(logHop(history.nextId(), { ...line, line: shown }, leak));
      return;
    }
    lines.push(line);
    if (lines.length > limit) lines = lines.slice(-limit / 2);
  };
  return {
    take,
    lookAgain: (forms) => {
      const { hold = [], rest = [] } = Object.groupBy(lines, ({ line }) =>
        forms.some((form) => line.includes(form)) ? "hold" : "rest",
      );
      lines = rest;
      for (const line of hold) take(line);
    },
  };
}

/** The hop for a line of a log that contains a secret. */
function logHop(id: number, { at, from, line }: LogLine, leak: NonNullable<Hop["leak"]>): Hop {
  return {
    id,
    at,
    durationMs: 0,
    from,
    to: from,
    transport: "log",
    method: "LOG",
    url: "",
    request: { headers: {}, body: line },
    response: { status: null, headers: {}, body: null },
    rpc: null,
    tokens: [],
    correlationId: null,
    story: null,
    user: null,
    clientId: null,
    step: null,
    why: "A secret stands in a log. Logs are copied, kept for long and read by many.",
    page: "docs/lesson/best-practices.md",
    source: null,
    leak,
    error: null,
    play: null,
  };
}
