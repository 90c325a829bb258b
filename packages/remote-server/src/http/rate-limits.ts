import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { sendMessagePage } from "../pages/send-page.ts";
import type { RequestCounts } from "./request-counts.ts";
import type { ClientAddress } from "./trust-proxy.ts";

/** How often a caller may come. */
export interface RequestLimits {
  /** Multiplies what one address may do: more than 1 where the users of a whole company share one. */
  addressFactor: number;
  /** Of one address, in a quarter of an hour. */
  registrations: number;
  /** To each page of a sign-in. */
  pages: number;
  /** To the token endpoint, and to the one for revocation. */
  tokenRequests: number;
  /** Calls with a token that is unknown, expired or revoked. */
  refusedTokens: number;
  /** Calls in a minute of one user, over all clients. */
  callsPerUser: number;
  /** Calls in a minute of one client for one user. */
  callsPerClient: number;
}

export const defaultRequestLimits: RequestLimits = {
  addressFactor: 1,
  registrations: 50,
  pages: 300,
  tokenRequests: 1_000,
  refusedTokens: 300,
  callsPerUser: 600,
  callsPerClient: 300,
};

const quarterOfAnHourMs = 15 * 60_000;

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
      keyGenerator: (request) => networkOf(clientAddress(request)),
      store: counts(`address-${routes}`, { limit, windowMs: quarterOfAnHourMs }),
      standardHeaders: "draft-7",
      legacyHeaders: false,
      handler: refuseTooMany,
    });
  };
}

/** An IPv6 network counts as one address: a person who has one address there has all of them. */
function networkOf(address: string): string {
  return ipKeyGenerator(address);
}

/** Where a request comes from, as it is counted. */
export function clientNetwork(clientAddress: ClientAddress): (request: Request) => string {
  return (request) => networkOf(clientAddress(request));
}

/** What one address has got wrong in a quarter of an hour. */
export interface Failures {
  /** Whether it has got too much wrong already. Asks this process's memory, and no store. */
  areTooMany(request: Request): boolean;
  count(request: Request): void;
}

/**
 * Counts failures only, so that an address with many users can do as much as they like, as long as it goes well.
 */
export function countFailures(
  clientAddress: ClientAddress,
  counts: RequestCounts,
  { addressFactor, refusedTokens }: RequestLimits,
): Failures {
  const limit = refusedTokens * addressFactor;
  const store = counts("refused-tokens", { limit, windowMs: quarterOfAnHourMs });
  return {
    areTooMany: (request) => store.hits(networkOf(clientAddress(request))) >= limit,
    count: (request) => void store.increment(networkOf(clientAddress(request))),
  };
}

/** Retry-After has been set by now. */
export const refuseTooMany: RequestHandler = (request, response) => {
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
