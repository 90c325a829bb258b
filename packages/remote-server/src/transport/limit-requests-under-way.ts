import type { RequestHandler } from "express";
import { sessionOf } from "../auth/rules/caller-session.ts";
import { createTally } from "../http/tally.ts";
import { sendBusy, type StreamLimits } from "./stream-limits.ts";

/**
 * Bounds what one user can have under way at /mcp, and one client of theirs. An answer that its client does not read stays in our
 * memory, and a call that hangs keeps a connection to Graph; both count until they are over, however they end.
 */
export function limitRequestsUnderWay(limits: StreamLimits): RequestHandler {
  const underWay = createTally();
  return (request, response, next) => {
    const { userId, clientId } = sessionOf(request.auth);
    const client = `${userId} ${clientId}`;
    // defence:60-client Else one client that runs wild, or was made for it, would shut out all others of its user.
    if (underWay.of(client) >= limits.requestsPerClient)
      return sendBusy(response, busy(limits.requestsPerClient, "client"));
    if (underWay.of(userId) >= limits.requestsPerUser)
      return sendBusy(response, busy(limits.requestsPerUser, "user"));
    for (const key of [userId, client]) underWay.add(key, 1);
    response.on("close", () => {
      for (const key of [userId, client]) underWay.add(key, -1);
    });
    next();
  };
}

function busy(limit: number, whose: "user" | "client") {
  const description = `There are ${limit} requests of this ${whose} under way already. Wait for their answers.`;
  return { status: 429, description, retryAfterSeconds: 1 } as const;
}
