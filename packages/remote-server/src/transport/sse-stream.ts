import type { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import type { Response } from "express";
import { z } from "zod";
import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { StreamLimits } from "./stream-limits.ts";

/** One open stream, and the messages that may go through it. */
export interface SseStream {
  transport: SSEServerTransport;
  userId: string;
  clientId: string;
  /** The stream's session: from the newest message that came for it. */
  session: CallerSession;
  /** Records a message of the client. A request counts as open from now on. */
  accept(message: JSONRPCMessage, session: CallerSession): void;
  /** Whether a request with this id is still open. */
  isUnderWay(id: RequestId): boolean;
  /** Whether its client reads more slowly than it sends requests. */
  isOverloaded(limits: StreamLimits): boolean;
  /** Bytes that wait for the client to read them. */
  unreadBytes(): number;
  /** Prevents proxies from closing a silent stream. Clients ignore comments. */
  ping(): void;
  /**
   * The session has ended. The stream sends no more results. It closes when no call waits for its error, or
   * after a second.
   */
  endWithSession(): void;
  close(): Promise<void>;
}

/** How long a stream waits for its calls to fail after its session has ended. */
const patienceMs = 1_000;

const cancellation = z.object({
  method: z.literal("notifications/cancelled"),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
});
const failedCall = z.object({ result: z.object({ isError: z.literal(true) }) });

/** Wraps `transport`: counts what the server sends through it, and stops it when the session ends. */
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
    // If the session was revoked, the result of a call is not sent. The client learns only that the call
    // failed.
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
      // The server does not answer a cancelled call.
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
