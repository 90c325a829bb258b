import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { sessionOf } from "../auth/rules/caller-session.ts";
import { refuseTooMany, type RequestLimits } from "../http/rate-limits.ts";
import type { RequestCounts } from "../http/request-counts.ts";

const minuteMs = 60_000;

/**
 * How often one user may call, and one client of theirs: a client that runs wild uses up its own share, not all of its
 * user's. For routes behind the token check, since it counts by what the token says. A `client_id` that is merely sent is
 * not counted by: with it, anybody could use up what all users of a well-known client have together.
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
