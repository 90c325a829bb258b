import type { IncomingMessage } from "node:http";
import { type BodySample, createBodySample } from "./body-sample.ts";
import type { ServerKind } from "./describe/server-kind.ts";
import type { Lane } from "./hop.ts";
import { laneOfRequest } from "./lane-of-request.ts";
import type { RawExchange } from "./raw-exchange.ts";
import type { Recorder } from "./recorder.ts";

export interface WatchOptions {
  recorder: Pick<Recorder, "record" | "replace">;
  /** The server that answers. It decides which six steps the hops have. */
  server?: ServerKind;
  /** Who sends requests at this moment, if the requests do not show it. */
  sender?: () => Lane | undefined;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Reports one exchange to a recorder before it has ended. */
export interface Watch {
  sent(chunk: Buffer): void;
  isSent(): void;
  answered(answer: IncomingMessage): void;
  received(chunk: Buffer): void;
  /** @param why the reason, if the end came too early. */
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

/** While an answer is coming, its new parts are shown after this time. */
const refreshMs = 150;

export function watchExchange(
  incoming: IncomingMessage,
  { recorder, server, sender, now = Date.now }: WatchOptions,
): Watch {
  const from = sender?.() ?? laneOfRequest(incoming.url ?? "/", incoming.headers);
  const sample = createBodySample();
  const seen: Seen = { incoming, began: now(), sent: sample, answer: undefined, received: sample };
  let id: number | undefined;
  let hasEnded = false;
  let refresh: NodeJS.Timeout | undefined;
  const tell = (durationMs: number | null, error?: string): void => {
    const known = { server, ...(error === undefined ? {} : { error }) };
    const exchange = { ...exchangeOf(seen, durationMs), from, known };
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
    // For a stream, this is the usual end.
    ended: (why) => end(isStream(seen) ? undefined : why),
    failed: (error) => end(`no answer (${"code" in error ? String(error.code) : error.name})`),
  };
}

function isStream({ answer }: Seen): boolean {
  return answer?.headers["content-type"]?.startsWith("text/event-stream") ?? false;
}

function exchangeOf(
  { incoming, began, sent, answer, received }: Seen,
  durationMs: number | null,
): Omit<RawExchange, "from" | "known"> {
  return {
    at: new Date(began).toISOString(),
    durationMs,
    to: "server",
    transport: "http",
    method: incoming.method ?? "GET",
    url: `http://${incoming.headers.host ?? "localhost"}${incoming.url ?? "/"}`,
    request: { headers: incoming.headers, body: sent.text(), isCut: sent.isCut() },
    response: {
      status: answer?.statusCode ?? null,
      headers: answer?.headers ?? {},
      body: answer === undefined ? null : received.text(),
      isCut: received.isCut(),
    },
  };
}
