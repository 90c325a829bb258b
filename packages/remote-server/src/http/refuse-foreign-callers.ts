import type { RequestHandler, Response } from "express";

/**
 * Answers only under our own name. A web page can point a domain of its own at 127.0.0.1 and then talk to this server as
 * if it were its own origin (DNS rebinding); the Host header gives it away.
 */
export function refuseForeignHosts(publicUrl: string): RequestHandler {
  const { host: expected, protocol } = new URL(publicUrl);
  return (request, response, next) => {
    const { host } = request.headers;
    // Nearly all write it as we do. To parse it as a URL takes longer than all the rest of this check.
    const named = host === expected ? host : normalHost(host, protocol);
    // defence:40-host
    if (named !== expected) {
      return sendForbidden(response, `Unknown host. This server is at ${publicUrl}`);
    }
    next();
  };
}

/** A host name or an address, and a port or none; nothing of which a URL parser would make something else. */
const hostAndPort = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The host that a header names, in the spelling that URLs have: capitals and the scheme's own port make no difference (RFC 9110 §4.2.3).
 *
 * @param protocol of the address under which we are reached; behind a proxy that is not the connection's.
 */
function normalHost(header: string | undefined, protocol: string): string | undefined {
  const address = `${protocol}//${header ?? ""}`;
  return header !== undefined && hostAndPort.test(header) && URL.canParse(address)
    ? new URL(address).host
    : undefined;
}

/**
 * A gateway may take its own path away before it passes a request on, or leave it. Both find the same routes.
 *
 * @param basePath “/base”, or nothing.
 */
export function withoutBasePath(basePath: string): RequestHandler {
  return (request, _response, next) => {
    const [path = ""] = request.url.split("?");
    if (basePath !== "" && (path === basePath || path.startsWith(`${basePath}/`))) {
      request.url = request.url.slice(basePath.length).replace(/^(?!\/)/, "/");
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
    if (origin !== undefined && !accepted.has(normalOrigin(origin))) {
      return sendForbidden(response, "Requests from other web pages are refused.");
    }
    next();
  };
}

/**
 * For the pages of a sign-in. A page of an attacker's can make its visitor's browser ask for them by the thousand, as images
 * or in frames, and use up what the visitor's whole network may do. A browser that follows a link, and nothing else, asks for
 * a document (Fetch Metadata). Programs say nothing about it.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refuseEmbedding: RequestHandler = (request, response, next) => {
  const { "sec-fetch-dest": destination = "document", "sec-purpose": purpose = "" } = request.headers;
  // defence:57-embedded
  if (destination !== "document") return sendForbidden(response, "This page is opened by a link.");
  // defence:57-prefetched Asked for in case its reader should want it one day; a page can have hundreds of those fetched.
  if (String(purpose).includes("prefetch")) return sendForbidden(response, "This page is not prefetched.");
  next();
};

/** For the forms of our own pages. Their `Origin` is “null”, since our pages send no referrer. */
export const refuseForeignForms: RequestHandler = (request, response, next) => {
  const site = request.headers["sec-fetch-site"] ?? "same-origin";
  // defence:57-forms
  if (request.method === "POST" && site !== "same-origin")
    return sendForbidden(response, "This form was not sent from our page.");
  next();
};

function sendForbidden(response: Response, description: string): void {
  response.status(403).json({ error: "forbidden", error_description: description });
}

/** Browsers send an origin in its normal form; programs that send one at all may not. “null” and the like stay as they are. */
function normalOrigin(origin: string): string {
  const { protocol, host } = /^(?<protocol>https?:)\/\/(?<host>[^/]+)$/i.exec(origin)?.groups ?? {};
  const known = normalHost(host, protocol?.toLowerCase() ?? "");
  return known === undefined ? origin : `${protocol?.toLowerCase()}//${known}`;
}
