import type { RequestHandler, Response } from "express";

/**
 * Answers only to our own host name. An attacker can point their own domain at 127.0.0.1. Their web page can
 * then call this server as its own origin (DNS rebinding). The Host header shows this.
 */
export function refuseForeignHosts(publicUrl: string): RequestHandler {
  const { host: expected, protocol } = new URL(publicUrl);
  return (request, response, next) => {
    const { host } = request.headers;
    // Nearly all callers write it as we do. To parse it as a URL takes longer than the rest of this check.
    const named = host === expected ? host : normalHost(host, protocol);
    // defence:40-host
    if (named !== expected) {
      return sendForbidden(response, `Unknown host. This server is at ${publicUrl}`);
    }
    next();
  };
}

/** A host name or an address, with or without a port. It has no characters that a URL parser would change. */
const hostAndPort = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The host in a header, in the spelling of URLs: capitals and the scheme's default port make no difference
 * (RFC 9110 §4.2.3).
 *
 * @param protocol of our public address. Behind a proxy, the connection may have another one.
 */
function normalHost(header: string | undefined, protocol: string): string | undefined {
  const address = `${protocol}//${header ?? ""}`;
  return header !== undefined && hostAndPort.test(header) && URL.canParse(address)
    ? new URL(address).host
    : undefined;
}

/**
 * A gateway may remove its own path before it forwards a request, or keep it. Both find the same routes.
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
 * Programs send no Origin header, and browsers do. Pages of other sites are refused, unless they are in the
 * list of allowed origins. The check of the Host header alone would accept all of them.
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
 * For the pages of a sign-in. An attacker's page can make its visitor's browser request them thousands of
 * times, as images or in frames. This would use up the limits of the visitor's whole network. Only a browser
 * that follows a link requests a document (Fetch Metadata). Programs do not send this header.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refuseEmbedding: RequestHandler = (request, response, next) => {
  const { "sec-fetch-dest": destination = "document", "sec-purpose": purpose = "" } = request.headers;
  // defence:57-embedded
  if (destination !== "document") return sendForbidden(response, "This page is opened by a link.");
  // defence:57-prefetched A browser prefetches a page that its user may open later. An attacker's page can
  // cause hundreds of such requests.
  if (String(purpose).includes("prefetch")) return sendForbidden(response, "This page is not prefetched.");
  next();
};

/** For the forms of our own pages. Their `Origin` is “null”, because our pages send no referrer. */
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

/**
 * Browsers send an origin in its normal form. Programs may send another spelling. Values like “null” are not
 * changed.
 */
function normalOrigin(origin: string): string {
  const { protocol, host } = /^(?<protocol>https?:)\/\/(?<host>[^/]+)$/i.exec(origin)?.groups ?? {};
  const known = normalHost(host, protocol?.toLowerCase() ?? "");
  return known === undefined ? origin : `${protocol?.toLowerCase()}//${known}`;
}
