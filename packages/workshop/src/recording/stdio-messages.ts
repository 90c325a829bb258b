import { z } from "zod";
import type { ServerKind } from "./describe/server-kind.ts";
import type { Lane } from "./hop.ts";
import { parseJson } from "./parse-json.ts";
import type { RawExchange } from "./raw-exchange.ts";
import type { Recorder } from "./recorder.ts";

/** The stream of a line. */
type StdioStream = "stdin" | "stdout" | "stderr";

/** Takes the lines of a program that uses stdio, and records each message with its answer. */
export interface StdioMessages {
  take(stream: StdioStream, line: string): void;
}

const messageSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  method: z.string().optional(),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
});

type Message = z.output<typeof messageSchema>;

/** @param server decides which six steps the hops have. */
export function recordStdio(
  recorder: Recorder,
  { server, now = Date.now }: { server?: ServerKind; now?: () => number } = {},
): StdioMessages {
  /** Requests without an answer yet, by sender and id. */
  const open = new Map<string, { hop: number; exchange: RawExchange; began: number }>();
  const begin = (from: Lane, method: string, line: string, error?: string): RawExchange => ({
    at: new Date(now()).toISOString(),
    durationMs: 0,
    from,
    to: other(from),
    transport: "stdio",
    method,
    url: "",
    request: { headers: {}, body: line },
    response: { status: null, headers: {}, body: null },
    known: { server, ...(error === undefined ? {} : { error }) },
  });
  const takeMessage = (from: Lane, message: Message, line: string): void => {
    if (message.method !== undefined) {
      const hasAnswer = message.id !== undefined;
      const exchange = { ...begin(from, message.method, line), durationMs: hasAnswer ? null : 0 };
      const { id } = recorder.record(exchange);
      if (hasAnswer) open.set(`${from} ${String(message.id)}`, { hop: id, exchange, began: now() });
      return;
    }
    const key = `${other(from)} ${String(message.id)}`;
    const request = open.get(key);
    if (request === undefined) return;
    open.delete(key);
    const response = { status: null, headers: {}, body: line };
    recorder.replace(request.hop, { ...request.exchange, durationMs: now() - request.began, response });
  };
  return {
    take: (stream, line) => {
      if (stream === "stderr") return recorder.log(line);
      if (line.trim() === "") return;
      const from = stream === "stdin" ? "client" : "server";
      const message = messageSchema.safeParse(parseJson(line)).data;
      if (message !== undefined) return takeMessage(from, message, line);
      recorder.record(begin(from, "not MCP", line, "this line is not an MCP message"));
    },
  };
}

function other(lane: Lane): Lane {
  return lane === "client" ? "server" : "client";
}
