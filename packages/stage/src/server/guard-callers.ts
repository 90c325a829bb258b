import { timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";

/** The page sends it with each action. */
const tokenHeader = "x-stage-token";

/**
 * A page of another site can make its visitor's browser call this address, and the stage can sign users in. So requests of other pages
 * are refused, and so are other host names (DNS rebinding).
 *
 * @param host name and port of the stage's address.
 */
export function refuseForeignCallers(host: string): RequestHandler {
  return (request, response, next) => {
    if (request.headers.host !== host)
      return refuse(response, `This is the stage. Open http://${host}/ instead.`);
    if (isForeign(request, `http://${host}`))
      return refuse(response, "The stage accepts no requests from other pages.");
    next();
  };
}

function isForeign({ headers, method, path }: Request, ownOrigin: string): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin !== ownOrigin) return true;
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  // A link on another page may lead here. It opens the stage, and does nothing.
  return !(method === "GET" && path === "/" && headers["sec-fetch-mode"] === "navigate");
}

/** Each action needs a token that other pages cannot read, because only the stage's page can read its answers. */
export function requireToken(token: string): RequestHandler {
  return (request, response, next) => {
    const sent = Buffer.from(request.get(tokenHeader) ?? "");
    const expected = Buffer.from(token);
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected))
      return refuse(response, "This button is from an earlier run of the stage. Reload the page.");
    next();
  };
}

function refuse(response: Response, error: string): void {
  response.status(403).json({ error });
}
