import type { Trace, TraceEvent } from "../trace/trace.ts";

/**
 * The trace as server-sent events: the existing exchanges, and then each new one, until the reader leaves.
 *
 * @param lastEventId the id of the last event that the reader has. With one of another run, everything is sent.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function traceEvents(trace: Trace, lastEventId: string | undefined): Response {
  const after = seenOf(trace, lastEventId);
  const encoder = new TextEncoder();
  let leave: (() => void) | undefined;
  const events = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      const tell = (event: TraceEvent): void =>
        send(`id: ${trace.run} ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
      const kept = trace.entries();
      const [oldest] = kept;
      // A reader that reconnects has to know that events are missing.
      if (after > 0 && oldest !== undefined && oldest.id > after + 1)
        send(`event: forgotten\ndata: ${oldest.id - after - 1}\n\n`);
      // Node sends the headers together with the first bytes.
      send(": the trace of mock-entra\n\n");
      for (const event of kept) if (event.id > after) tell(event);
      leave = trace.subscribe(tell);
    },
    cancel: () => leave?.(),
  });
  return new Response(events, {
    headers: { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" },
  });
}

function seenOf({ run }: Trace, lastEventId = ""): number {
  const [ofRun, id = ""] = lastEventId.split(" ");
  return ofRun === run && /^\d+$/u.test(id) ? Number(id) : 0;
}
