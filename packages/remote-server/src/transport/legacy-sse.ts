import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { isJSONRPCRequest, isSpecType, type Server } from "@modelcontextprotocol/server";
import type { RequestHandler, Response } from "express";
import { z } from "zod";
import { sessionOf } from "../auth/rules/caller-session.ts";
import { createSseStream } from "./sse-stream.ts";
import { createSseStreams, type SseStreamsOptions } from "./sse-streams.ts";
import { sendBusy } from "./stream-limits.ts";

export interface LegacySse {
  open: RequestHandler;
  message: RequestHandler;
  /** Call it when a session has ended: its streams end as well. */
  endWithSession: (sessionId: string) => void;
  /** Ends every stream. Streams do not end by themselves. */
  closeAll: () => Promise<void>;
}

interface LegacySseOptions extends SseStreamsOptions {
  createMcpServer(): Server;
  /** The path that clients send messages to, as they see it. */
  messagePath: string;
}

/** After this time without data, the operating system checks whether the other side still exists. */
const keepAliveMs = 30_000;

const messageQuery = z.object({ sessionId: z.string() });

/**
 * The transport of Microsoft's lesson: `GET /sse` opens a stream, `POST /message` sends into it. Deprecated
 * since MCP 2025-03-26. It is kept for clients that support nothing else. New clients should use /mcp.
 *
 * Each stream has its own transport and its own server. (One for all is a known bug of samples: the second
 * client gets the first client's answers.) A stream exists in this process, so its messages have to come to
 * this process.
 */
export function legacySse(options: LegacySseOptions): LegacySse {
  const streams = createSseStreams(options);

  const open: RequestHandler = async (request, response) => {
    const session = sessionOf(request.auth);
    const refusal = streams.refusalFor(session);
    if (refusal !== undefined) return sendBusy(response, refusal);
    const transport = new SSEServerTransport(options.messagePath, response);
    const server = options.createMcpServer();
    const stream = createSseStream(transport, response, session);
    streams.add(stream);
    request.socket.setKeepAlive(true, keepAliveMs);
    // If a client disconnects for any reason, its current calls end.
    response.on("close", () => {
      streams.remove(stream);
      void server.close();
    });
    await server.connect(transport);
  };

  const message: RequestHandler = (request, response) => {
    const session = sessionOf(request.auth);
    const stream = streams.find(messageQuery.safeParse(request.query).data?.sessionId ?? "", session);
    if (stream === undefined) return sendError(response, 404, "not_found", noSuchStream);
    const received: unknown = request.body;
    if (!isSpecType.JSONRPCMessage(received)) return sendError(response, 400, "invalid_request", noMessage);
    // defence:60-id Two calls with the same id would count as one (JSON-RPC 2.0 §4: the id connects an answer
    // with its call).
    if (isJSONRPCRequest(received) && stream.isUnderWay(received.id))
      return sendError(response, 400, "invalid_request", sameId);
    // A client that does not read gets no more answers: otherwise they fill our memory. A notification has no
    // answer, and a notification that cancels a call reduces the load.
    if (isJSONRPCRequest(received) && stream.isOverloaded(options.limits))
      return sendBusy(response, tooManyCalls);
    stream.accept(received, session);
    const { auth: authInfo, headers } = request;
    const extra = { requestInfo: { headers }, ...(authInfo === undefined ? {} : { authInfo }) };
    stream.transport.onmessage?.(received, extra);
    response.status(202).end("Accepted");
  };

  return { open, message, endWithSession: streams.endWithSession, closeAll: streams.closeAll };
}

function sendError(response: Response, status: number, error: string, description: string): void {
  response.status(status).json({ error, error_description: description });
}

const noSuchStream = "No such stream. Open one with GET /sse.";
const sameId = "A request with this id is still open. Give each request a different id.";
const noMessage = "Expected one JSON-RPC message as application/json.";
const tooManyCalls = {
  status: 429,
  description: "Too many answers are not read or not ready yet. Read the stream, then send again.",
  retryAfterSeconds: 1,
} as const;
