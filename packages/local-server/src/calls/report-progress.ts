import type { ServerContext } from "@modelcontextprotocol/server";

/**
 * Sends one progress notification for the request behind `context`, if its client asked for them.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress
 */
export function createProgressReport({ mcpReq }: ServerContext): (message: string) => Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  return async (message) => {
    // A cancelled request gets no more messages.
    if (progressToken === undefined || mcpReq.signal.aborted) return;
    // It has to grow with each notification. The total is unknown.
    progress += 1;
    await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, message } });
  };
}
