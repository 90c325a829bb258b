import type { IncomingMessage } from "node:http";
import { type BodySample, createBodySample } from "./body-sample.ts";
import { laneOfRequest } from "./lane-of-request.ts";
import type { RawExchange } from "./raw-exchange.ts";
import type { Recorder } from "./recorder.ts";

export interface WatchOptions {
  recorder: Recorder;
  /** Who has sent a request, where its address and headers do not tell. */
  laneOf?: typeof laneOfRequest;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Tells a recorder of one exchange as it goes on. */
export interface Watch {
  sent(chunk: Buffer): void;
  isSent(): void;
  answered(answer: IncomingMessage): void;
  received(chunk: Buffer): void;
  /** @param why where it was not its end. */
  ended(why?: string): void;
  failed(error: Error): void;
}

/** What has been seen so far. */
interface Seen {
  incoming: IncomingMessage;
  began: number;
  sent: BodySample;
  answer: IncomingMessage | undefined;
  received: BodySample;
}

/** How long an answer may go on before what has come of it is shown. */
const refreshMs = 150;

export function watchExchange(
  incoming: IncomingMessage,
  { recorder, laneOf = laneOfRequest, now = Date.now }: WatchOptions,
): Watch {
  const sample = createBodySample();
  const seen: Seen = { incoming, began: now(), sent: sample, answer: undefined, received: sample };
  let id: number | undefined;
  let hasEnded = false;
  let refresh: NodeJS.Timeout | undefined;
  const tell = (durationMs: number | null, error?: string): void => {
    const exchange = exchangeOf(seen, durationMs, error, laneOf);
    if (id === undefined) ({ id } = recorder.record(exchange));
    else recorder.replace(id, exchange);
  };
  const end = (error?: string): void => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(refresh);
    tell(now() - seen.began, error);
  };
  const tellSoon = (): void => {
    refresh ??= setTimeout(() => {
      refresh = undefined;
      tell(null);
    }, refreshMs);
  };
  return {
    sent: (chunk) => sample.add(chunk),
    isSent: () => tell(null),
    answered: (answer) => {
      Object.assign(seen, { answer, received: createBodySample(answer.headers["content-encoding"]) });
      tellSoon();
    },
    received: (chunk) => {
      seen.received.add(chunk);
      if (!hasEnded) tellSoon();
    },
    ended: end,
    failed: (error) => end(`no answer (${"code" in error ? String(error.code) : error.name})`),
  };
}

function exchangeOf(
  { incoming, began, sent, answer, received }: Seen,
  durationMs: number | null,
  error: string | undefined,
  laneOf: typeof laneOfRequest,
): RawExchange {
  const path = incoming.url ?? "/";
  return {
    at: new Date(began).toISOString(),
    durationMs,
    from: laneOf(path, incoming.headers),
    to: "server",
    transport: "http",
    method: incoming.method ?? "GET",
    url: `http://${incoming.headers.host ?? "localhost"}${path}`,
    request: { headers: incoming.headers, body: sent.text(), isCut: sent.isCut() },
    response: {
      status: answer?.statusCode ?? null,
      headers: answer?.headers ?? {},
      body: answer === undefined ? null : received.text(),
      isCut: received.isCut(),
    },
    ...(error === undefined ? {} : { known: { error } }),
  };
}
