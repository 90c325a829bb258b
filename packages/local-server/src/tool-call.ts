import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { ServerNotification, ServerRequest } from "@modelcontextprotocol/sdk/types.js";

/** What a tool knows about the call that it answers, besides its arguments. */
export interface ToolCall {
  /** Aborted when the client cancels the call. */
  signal: AbortSignal;
  /** Tells the client that the call is alive, and why it takes so long; undefined when the client did not ask to be told. */
  reportProgress: ((message: string) => Promise<void>) | undefined;
}

export function toToolCall({
  signal,
  _meta,
  sendNotification,
}: RequestHandlerExtra<ServerRequest, ServerNotification>): ToolCall {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return { signal, reportProgress: undefined };
  let progress = 0;
  return {
    signal,
    reportProgress: async (message) => {
      // A call that was cancelled is not heard of again.
      if (signal.aborted) return;
      // It has to grow with each notification; how much there is to come, nobody knows.
      progress += 1;
      await sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, message },
      });
    },
  };
}
