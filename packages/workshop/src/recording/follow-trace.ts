import { setTimeout as wait } from "node:timers/promises";
import type { Trace } from "@mcp-entra/mock-entra";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Recorder } from "./recorder.ts";
import type { ExchangeListener } from "./tap-fetch.ts";
import { traceEvent } from "./trace-event.ts";
import { type Applications, exchangeOfTrace, seededApplications } from "./trace-exchange.ts";

/** Records the trace of a mock in this process from now on. @returns a function that ends this. */
export function recordTrace(
  trace: Pick<Trace, "subscribe">,
  recorder: Pick<ExchangeListener, "record">,
  applications: Applications = seededApplications(),
): () => void {
  return trace.subscribe(
    (event) => void recorder.record(exchangeOfTrace(traceEvent.parse(event), applications)),
  );
}

/** A mock in another process, whose trace is recorded. */
export interface FollowedTrace {
  /** Resolves once this event of the mock's trace is recorded. */
  reached(id: number): Promise<void>;
  close(): Promise<void>;
}

const retryMs = 300;

/**
 * Records the whole trace of a mock in another process. After a lost connection, it connects again and continues after the last event.
 *
 * @param controlUrl the mock's front channel.
 */
export function followTrace(
  controlUrl: string,
  recorder: Recorder,
  applications: Applications = seededApplications(),
): FollowedTrace {
  const stop = new AbortController();
  const waiting = new Set<() => void>();
  let last = 0;
  const take = (data: string): void => {
    const event = traceEvent.safeParse(JSON.parse(data));
    if (event.success) recorder.record(exchangeOfTrace(event.data, applications));
    else
      recorder.note(`An exchange of the mock's trace has another form than expected: ${event.error.message}`);
  };
  const followed = follow(controlUrl, stop.signal, (event, data, id) => {
    if (event === "forgotten")
      recorder.note(`The mock has forgotten ${data} exchanges before they could be recorded.`);
    else take(data);
    last = Number(id.split(" ")[1] ?? last);
    for (const look of waiting) look();
  });
  return {
    reached: async (id) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => (last >= id ? resolve() : undefined);
      waiting.add(look);
      look();
      await promise;
      waiting.delete(look);
    },
    close: async () => {
      stop.abort();
      await followed;
    },
  };
}

async function follow(
  controlUrl: string,
  signal: AbortSignal,
  tell: (event: string, data: string, id: string) => void,
): Promise<void> {
  let lastEventId = "";
  while (!signal.aborted) {
    try {
      const response = await fetch(`${controlUrl}/_mock/trace-events`, {
        headers: { "x-mock-entra-control": "1", "last-event-id": lastEventId },
        signal,
      });
      const events = response.body
        ?.pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
      for await (const { id, event = "message", data } of events ?? []) {
        lastEventId = id ?? lastEventId;
        tell(event, data, lastEventId);
      }
    } catch {
      // The mock has ended, or has not started yet.
    }
    await wait(retryMs, undefined, { signal }).catch(() => undefined);
  }
}
