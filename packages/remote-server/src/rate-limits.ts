import type { RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { sendMessagePage } from "./pages/send-page.ts";
import type { ClientAddress } from "./trust-proxy.ts";

const quarterOfAnHourMs = 15 * 60 * 1_000;

/**
 * How often one address may come. Generous, since all users behind one gateway are one address; enough to make guessing
 * and filling the store slow.
 *
 * @returns what limits a route to so many requests in a quarter of an hour.
 */
export function limitsByAddress(clientAddress: ClientAddress): (requests: number) => RequestHandler {
  return (limit) =>
    rateLimit({
      windowMs: quarterOfAnHourMs,
      limit,
      // An IPv6 network counts as one: whoever has an address there has all of them.
      keyGenerator: (request) => ipKeyGenerator(clientAddress(request)),
      standardHeaders: "draft-7",
      legacyHeaders: false,
      handler: refuse,
    });
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
