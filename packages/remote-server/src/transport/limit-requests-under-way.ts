import type { RequestHandler } from "express";
import { sessionOf } from "../auth/rules/caller-session.ts";
import { createTally } from "../http/tally.ts";
import { sendBusy, type StreamLimits } from "./stream-limits.ts";

/**
 * Limits the requests at the same time at /mcp, for one user and for one client of a user. An answer that its
 * client does not read stays in our memory. A call that hangs keeps a connection to Graph. Both count until
 * they end for any reason.
 */
export function limitRequestsUnderWay(limits: StreamLimits): RequestHandler {
  const underWay = createTally();
  return (request, response, next) => {
    const { userId, clientId } = sessionOf(request.auth);
    const client = `${userId} ${clientId}`;
    // defence:60-client Otherwise one faulty or malicious client would block all other clients of its user.
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
  const description = `This ${whose} already has ${limit} open requests. Wait for their answers.`;
  return { status: 429, description, retryAfterSeconds: 1 } as const;
}
