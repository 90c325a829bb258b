import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { sessionOf } from "../auth/rules/caller-session.ts";
import { refuseTooMany, type RequestLimits } from "../http/rate-limits.ts";
import type { RequestCounts } from "../http/request-counts.ts";

const minuteMs = 60_000;

/**
 * Limits the calls of one user, and of one client of a user: a client with a bug uses up its own share, and
 * not its user's whole limit. For routes behind the token check, because it counts by the token. It does not
 * count by a `client_id` in the request: with it, anybody could use up the limit of all users of a well-known
 * client.
 */
export function limitCallers(counts: RequestCounts, limits: RequestLimits): RequestHandler[] {
  const usual = {
    windowMs: minuteMs,
    standardHeaders: "draft-7",
    legacyHeaders: false,
    handler: refuseTooMany,
  } as const;
  return [
    rateLimit({
      ...usual,
      limit: limits.callsPerUser,
      keyGenerator: (request) => sessionOf(request.auth).userId,
      store: counts("user", { limit: limits.callsPerUser, windowMs: minuteMs }),
    }),
    rateLimit({
      ...usual,
      limit: limits.callsPerClient,
      keyGenerator: (request) => `${sessionOf(request.auth).userId} ${sessionOf(request.auth).clientId}`,
      store: counts("client", { limit: limits.callsPerClient, windowMs: minuteMs }),
    }),
  ];
}
