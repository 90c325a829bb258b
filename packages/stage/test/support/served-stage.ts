import { once } from "node:events";
import { type IncomingHttpHeaders, request as startRequest } from "node:http";
import type { Recorder } from "@mcp-entra/workshop/recording";
import type { Hello } from "../../src/protocol.ts";
import { startStageServer } from "../../src/server/stage-server.ts";
import { replayActions } from "../../src/stage-actions.ts";
import { eventsOf, type ServerEvent } from "./event-stream.ts";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The stage's server with one button, and without a demo. */
export interface ServedStage {
  url: string;
  /** The bodies that the button was pressed with. */
  pressed: unknown[];
  /** With node:http, a test can set any Host and Origin, as an attacker's program can. A body makes it a POST. */
  send(path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Reads this many events from the stream. */
  events(count: number, lastEventId?: string): Promise<ServerEvent[]>;
  token(): Promise<string>;
  close(): Promise<void>;
}

export async function serveStage(recorder: Recorder): Promise<ServedStage> {
  const pressed: unknown[] = [];
  const server = await startStageServer(0, {
    recorder,
    run: "a-run",
    state: () => emptyState,
    onState: () => () => undefined,
    actions: {
      ...replayActions,
      press: async (body) => {
        pressed.push(body);
        return { said: "pressed" };
      },
    },
    takePage: () => undefined,
  });
  const { url } = server;
  const events: ServedStage["events"] = async (count, lastEventId) => readEvents(url, count, lastEventId);
  return {
    url,
    pressed,
    send: async (path, headers, body) => send(new URL(path, url), headers, body),
    events,
    token: async () => {
      const [first] = await events(1);
      const hello: Hello = JSON.parse(first?.data ?? "");
      return hello.token;
    },
    close: async () => server.close(),
  };
}

const emptyState = {
  mode: "live" as const,
  title: "A test",
  users: [],
  servers: [],
  generations: [],
  connections: [],
  pages: [],
  questions: [],
  whatIfs: [],
  playing: null,
  attacks: [],
  attacking: null,
};

async function send(url: URL, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const request = startRequest(url, { method: body === undefined ? "GET" : "POST", headers });
  request.end(body);
  const [response] = await once(request, "response");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

async function readEvents(url: string, count: number, lastEventId?: string): Promise<ServerEvent[]> {
  const abort = new AbortController();
  const response = await fetch(new URL("/events", url), {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
  });
  const events: ServerEvent[] = [];
  for await (const event of eventsOf(response)) {
    events.push(event);
    if (events.length === count) break;
  }
  abort.abort();
  return events;
}
