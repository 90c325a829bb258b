import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";

const quarterOfAnHourMs = 15 * 60 * 1_000;

/**
 * How often one address may come. Generous, since all users behind one proxy are one address; enough to make guessing
 * and filling the store slow.
 */
export function limitTo(requestsPerQuarterHour: number): RequestHandler {
  // defence:6-rate
  return rateLimit({
    windowMs: quarterOfAnHourMs,
    limit: requestsPerQuarterHour,
    standardHeaders: "draft-7",
    legacyHeaders: false,
    message: {
      error: "too_many_requests",
      error_description: "Too many requests. Retry-After says when to come again.",
    },
  });
}
