import type { RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { sessionOf } from "../auth/sessions/session-auth-info.ts";
import { sendMessagePage } from "../pages/send-page.ts";
import type { RequestCounts } from "./request-counts.ts";
import type { ClientAddress } from "./trust-proxy.ts";

/** How often somebody may come. */
export interface RequestLimits {
  /** Multiplies what one address may do: more than 1 where the users of a whole company share one. */
  addressFactor: number;
  /** Calls in a minute of one user, over all clients. */
  callsPerUser: number;
  /** Calls in a minute of one client for one user. */
  callsPerClient: number;
}

export const defaultRequestLimits: RequestLimits = {
  addressFactor: 1,
  callsPerUser: 600,
  callsPerClient: 300,
};

const minuteMs = 60_000;
const quarterOfAnHourMs = 15 * minuteMs;

/**
 * How often one address may come. Generous, since all users behind one gateway are one address; enough to make guessing
 * and filling the store slow.
 *
 * @returns what limits a route to so many requests in a quarter of an hour.
 */
export function limitsByAddress(
  clientAddress: ClientAddress,
  counts: RequestCounts,
  { addressFactor }: RequestLimits,
): (requests: number) => RequestHandler {
  let routes = 0;
  return (requests) => {
    const limit = requests * addressFactor;
    routes += 1;
    return rateLimit({
      windowMs: quarterOfAnHourMs,
      // defence:6-rate
      limit,
      // An IPv6 network counts as one: whoever has an address there has all of them.
      keyGenerator: (request) => ipKeyGenerator(clientAddress(request)),
      store: counts(`address-${routes}`, { limit, windowMs: quarterOfAnHourMs }),
      standardHeaders: "draft-7",
      legacyHeaders: false,
      handler: refuse,
    });
  };
}

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
    handler: refuse,
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

/** Retry-After has been set by now. */
const refuse: RequestHandler = (request, response) => {
  response.set("Cache-Control", "no-store");
  if (request.accepts(["json", "html"]) === "html") {
    const minutes = Math.ceil(Number(response.get("Retry-After")) / 60);
    sendMessagePage(response, 429, "Too many requests", `Try again in ${minutes} min.`);
    return;
  }
  response.status(429).json({
    error: "too_many_requests",
    error_description: "Too many requests. Retry-After says when to come again.",
  });
};
