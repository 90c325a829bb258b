import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { sendMessagePage } from "../pages/send-page.ts";
import type { RequestCounts } from "./request-counts.ts";
import type { ClientAddress } from "./trust-proxy.ts";

/** How many requests a caller may make. */
export interface RequestLimits {
  /** Multiplies the limits of one address: set it above 1 if the users of a company share one address. */
  addressFactor: number;
  /** For one address, in 15 minutes. */
  registrations: number;
  /** To each page of a sign-in. */
  pages: number;
  /** To the token endpoint, and to the one for revocation. */
  tokenRequests: number;
  /** Calls with a token that is unknown, expired or revoked. */
  refusedTokens: number;
  /** Calls of one user in a minute, with all clients. */
  callsPerUser: number;
  /** Calls of one client for one user in a minute. */
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
 * How many requests one address may make. The limits are high, because all users behind one gateway have one
 * address. They are low enough to make guessing and filling the store slow.
 *
 * @returns a guard that limits a route to this number of requests in 15 minutes.
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

/** An IPv6 network counts as one address: a person with one address there can use all of them. */
function networkOf(address: string): string {
  return ipKeyGenerator(address);
}

/** The key that a request is counted by: its address or network. */
export function clientNetwork(clientAddress: ClientAddress): (request: Request) => string {
  return (request) => networkOf(clientAddress(request));
}

/** The failures of one address in 15 minutes. */
export interface Failures {
  /** Whether the address has too many failures. It reads this process's memory, and no store. */
  areTooMany(request: Request): boolean;
  count(request: Request): void;
}

/**
 * Counts failures only, so that an address with many users has no limit for successful requests.
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
    error_description: "Too many requests. Retry-After says when to try again.",
  });
};
