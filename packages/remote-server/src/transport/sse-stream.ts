import type { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import type { Response } from "express";
import { z } from "zod";
import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { StreamLimits } from "./stream-limits.ts";

/** One open stream, and what may still go through it. */
export interface SseStream {
  transport: SSEServerTransport;
  userId: string;
  clientId: string;
  /** The one that it lives on: of the newest message that came for it. */
  session: CallerSession;
  /** Notes a message of the client's; a request is under way from now on. */
  accept(message: JSONRPCMessage, session: CallerSession): void;
  /** Whether a request of this id has not been answered yet. */
  isUnderWay(id: RequestId): boolean;
  /** Whether its client reads more slowly than it asks. */
  isOverloaded(limits: StreamLimits): boolean;
  /** Bytes that wait for the client to read them. */
  unreadBytes(): number;
  /** Keeps proxies from cutting a stream that is silent; clients skip comments. */
  ping(): void;
  /** Its session is over: no result leaves any more, and the stream closes as soon as no call waits for an error, or a second later. */
  endWithSession(): void;
  close(): Promise<void>;
}

/** For how long a stream whose session is over waits for the calls on it to fail. */
const patienceMs = 1_000;

const cancellation = z.object({
  method: z.literal("notifications/cancelled"),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});
const failedCall = z.object({ result: z.object({ isError: z.literal(true) }) });

/** Takes `transport` over: what the server sends through it is counted, and stops when the session ends. */
export function createSseStream(
  transport: SSEServerTransport,
  response: Response,
  session: CallerSession,
): SseStream {
  const underWay = new Set<RequestId>();
  let isEnding = false;
  const closeWhenIdle = (): void => {
    if (isEnding && underWay.size === 0) void transport.close();
  };
  const write = transport.send.bind(transport);
  transport.send = async (message) => {
    if ("id" in message && message.id !== undefined && !("method" in message)) underWay.delete(message.id);
    // What a call found out after the session was revoked is not sent. Its client may know only that it failed.
    if (!isEnding || "error" in message || failedCall.safeParse(message).success) await write(message);
    closeWhenIdle();
  };

  const stream: SseStream = {
    transport,
    userId: session.userId,
    clientId: session.clientId,
    session,
    accept: (message, newest) => {
      stream.session = newest;
      if ("method" in message && "id" in message) underWay.add(message.id);
      // The server never answers what was cancelled.
      const cancelled = cancellation.safeParse(message).data?.params.requestId;
      if (cancelled !== undefined) underWay.delete(cancelled);
    },
    isUnderWay: (id) => underWay.has(id),
    isOverloaded: ({ callsPerStream, unreadBytes }) =>
      underWay.size >= callsPerStream || response.writableLength > unreadBytes,
    unreadBytes: () => response.writableLength,
    ping: () => void response.write(": still here\n\n"),
    endWithSession: () => {
      isEnding = true;
      closeWhenIdle();
      setTimeout(() => void transport.close(), patienceMs).unref();
    },
    close: async () => transport.close(),
  };
  return stream;
}
