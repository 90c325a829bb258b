import type { RequestHandler } from "express";
import { sessionOf } from "../auth/sessions/session-auth-info.ts";
import { sendBusy, type StreamLimits } from "./stream-limits.ts";

/**
 * Bounds what one user can have under way at /mcp. An answer that its client does not read stays in our memory, and a call
 * that hangs keeps a connection to Graph; both count until they are over, however they end.
 */
export function limitRequestsUnderWay({ requestsPerUser }: StreamLimits): RequestHandler {
  const underWay = new Map<string, number>();
  return (request, response, next) => {
    const { userId } = sessionOf(request.auth);
    const count = underWay.get(userId) ?? 0;
    if (count >= requestsPerUser) {
      const description = `There are ${requestsPerUser} requests of this user under way already. Wait for their answers.`;
      return sendBusy(response, { status: 429, description, retryAfterSeconds: 1 });
    }
    underWay.set(userId, count + 1);
    response.on("close", () => {
      const left = (underWay.get(userId) ?? 1) - 1;
      // Nothing is kept of users who are not here.
      if (left === 0) underWay.delete(userId);
      else underWay.set(userId, left);
    });
    next();
  };
}
