import type { CallerSession } from "../auth/rules/caller-session.ts";
import type { SseStream } from "./sse-stream.ts";
import type { Busy, StreamLimits } from "./stream-limits.ts";

/** The open streams of this process. */
export interface SseStreams {
  /** Why one more stream is refused, if it is. */
  refusalFor(session: Pick<CallerSession, "userId" | "clientId">): Busy | undefined;
  add(stream: SseStream): void;
  remove(stream: SseStream): void;
  /** @returns the stream, only for its owner. */
  find(id: string, session: Pick<CallerSession, "userId" | "clientId">): SseStream | undefined;
  /** This session has ended. */
  endWithSession: (sessionId: string) => void;
  closeAll: () => Promise<void>;
}

export interface SseStreamsOptions {
  limits: StreamLimits;
  isSessionAlive: (session: CallerSession) => Promise<boolean>;
  logError: (error: unknown) => void;
}

export function createSseStreams({ limits, isSessionAlive, logError }: SseStreamsOptions): SseStreams {
  const streams = new Map<string, SseStream>();
  let timer: NodeJS.Timeout | undefined;

  /**
   * This process does not get a message about every end of a session: it may expire, or another instance may revoke it.
   * A client can also disappear without closing its connection, or stop reading. Then its data fill our
   * memory.
   */
  const check = async (stream: SseStream): Promise<void> => {
    if (stream.unreadBytes() > limits.unreadBytes) return stream.close();
    if (await isSessionAlive(stream.session)) stream.ping();
    else stream.endWithSession();
  };
  const checkAll = async (): Promise<void> => {
    // If the store cannot be reached, no stream ends: we know nothing about its session.
    await Promise.all([...streams.values()].map(async (stream) => check(stream).catch(logError)));
  };

  return {
    refusalFor: (session) => refusalFor(session, [...streams.values()], limits),
    add: (stream) => {
      streams.set(stream.transport.sessionId, stream);
      timer ??= setInterval(() => void checkAll(), limits.checkSeconds * 1_000).unref();
    },
    remove: (stream) => {
      streams.delete(stream.transport.sessionId);
      if (streams.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    find: (id, session) => {
      const stream = streams.get(id);
      if (stream === undefined) return undefined;
      // defence:39 A stream's id proves nothing: for another user's token, the stream does not exist.
      if (!isOwner(stream, session)) return undefined;
      return stream;
    },
    endWithSession: (sessionId) => {
      for (const stream of streams.values()) if (stream.session.id === sessionId) stream.endWithSession();
    },
    closeAll: async () => {
      await Promise.all([...streams.values()].map(async (stream) => stream.close()));
    },
  };
}

function refusalFor(
  session: Pick<CallerSession, "userId" | "clientId">,
  streams: readonly SseStream[],
  { perUser, perClient, total }: StreamLimits,
): Busy | undefined {
  const own = streams.filter((stream) => isOwner(stream, session)).length;
  // defence:60-client-streams
  if (own >= perClient) return tooManyOf("client", perClient);
  const ofUser = streams.filter((stream) => stream.userId === session.userId).length;
  if (ofUser >= perUser) return tooManyOf("user", perUser);
  if (streams.length < total) return undefined;
  const description = "There are too many open streams. Try again soon, or use /mcp, which needs none.";
  return { status: 503, description, retryAfterSeconds: 30 };
}

function tooManyOf(whose: "user" | "client", limit: number): Busy {
  const description = `This ${whose} already has ${limit} open streams. Close one first.`;
  return { status: 429, description, retryAfterSeconds: 30 };
}

function isOwner(stream: SseStream, session: Pick<CallerSession, "userId" | "clientId">): boolean {
  return stream.userId === session.userId && stream.clientId === session.clientId;
}
