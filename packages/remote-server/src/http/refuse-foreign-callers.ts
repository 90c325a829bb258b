import type { RequestHandler, Response } from "express";

/**
 * Answers only under our own name. A web page can point a domain of its own at 127.0.0.1 and then talk to this server as
 * if it were its own origin (DNS rebinding); the Host header gives it away.
 */
export function refuseForeignHosts(publicUrl: string): RequestHandler {
  const expected = new URL(publicUrl).host;
  return (request, response, next) => {
    // defence:40-host
    if (request.headers.host !== expected) {
      return sendForbidden(response, `Unknown host. This server is at ${publicUrl}`);
    }
    next();
  };
}

/**
 * Programs send no Origin; browsers do, and pages of other sites have no business here, except those that were allowed by
 * name. A Host check alone lets all of them in.
 */
export function refuseForeignOrigins(publicUrl: string, allowed: readonly string[]): RequestHandler {
  const accepted = new Set([new URL(publicUrl).origin, ...allowed]);
  return (request, response, next) => {
    const { origin } = request.headers;
    // defence:40-origin
    if (origin !== undefined && !accepted.has(origin)) {
      return sendForbidden(response, "Requests from other web pages are refused.");
    }
    next();
  };
}

function sendForbidden(response: Response, description: string): void {
  response.status(403).json({ error: "forbidden", error_description: description });
}

/**
 * Express answers HEAD with the handler of GET. Here that would open a stream that nobody reads, or use up a sign-in for
 * a link preview.
 */
export const refuseHead: RequestHandler = (request, response, next) => {
  if (request.method !== "HEAD") return next();
  response.status(405).set("Allow", "GET, POST").end();
};
