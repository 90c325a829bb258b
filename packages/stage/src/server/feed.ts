import type { RequestHandler, Response } from "express";
import type { Recorder } from "@mcp-entra/workshop/recording";
import type { Entries, Hello, StageState } from "../protocol.ts";

export interface FeedOptions {
  /** Identifies the recording. */
  run: string;
  token: string;
  recorder: Pick<Recorder, "subscribe">;
  state: () => StageState;
  /** Calls back at each change of the state, until the returned function is called. */
  onState: (listener: () => void) => () => void;
}

/** The most entries in one event. */
const entriesPerEvent = 500;
/** If a page has more than this to read, its connection ends. It reconnects and gets the rest. */
const longestBacklogBytes = 64 * 1_024 * 1_024;
const heartbeatMs = 15_000;

/** The stream of events for the page. After a reconnect, it continues after the page's last event (`Last-Event-ID`). */
export function feedRoute(options: FeedOptions): RequestHandler {
  return (request, response) => {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
    });
    const hello: Hello = { run: options.run, token: options.token, state: options.state() };
    send(response, "hello", hello);
    const stopEntries = sendEntries(response, options, sequenceIn(request.get("last-event-id"), options.run));
    const stopState = options.onState(() => send(response, "state", options.state()));
    const heartbeat = setInterval(() => response.write(":\n\n"), heartbeatMs);
    response.once("close", () => {
      stopEntries();
      stopState();
      clearInterval(heartbeat);
    });
  };
}

/** The number of an event counts only in the same run. */
function sequenceIn(lastEventId: string | undefined, run: string): number {
  const [ofRun, sequence] = (lastEventId ?? "").split(":");
  return ofRun === run ? Number(sequence) || 0 : 0;
}

function sendEntries(response: Response, { run, recorder }: FeedOptions, after: number): () => void {
  let waiting: Entries = { hops: [], notes: [] };
  let last = after;
  const count = (): number => waiting.hops.length + waiting.notes.length;
  const flush = (): void => {
    if (count() === 0) return;
    send(response, "entries", waiting, `${run}:${last}`);
    waiting = { hops: [], notes: [] };
  };
  return recorder.subscribe(after, (event) => {
    if (count() === 0) setImmediate(flush);
    last = event.sequence;
    if ("hop" in event) waiting.hops.push(event.hop);
    else waiting.notes.push({ ...event.note, id: event.index });
    if (count() === entriesPerEvent) flush();
  });
}

function send(response: Response, event: string, data: unknown, id?: string): void {
  if (response.writableLength > longestBacklogBytes) response.destroy();
  // JSON.stringify escapes line breaks, so the data is one line.
  response.write(
    `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
  );
}
