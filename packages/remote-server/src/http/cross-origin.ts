import cors from "cors";
import type { RequestHandler } from "express";

/**
 * Lets pages of the allowed origins read the answers of the endpoints for programs, and above all the
 * challenge. Without WWW-Authenticate, a client in a browser sees only a 401 and does not find the sign-in.
 * No cookies are used, so no credentials are allowed: a page needs its own token.
 */
export function shareWith(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    methods: ["GET", "POST"],
    allowedHeaders: [
      "authorization",
      "content-type",
      "accept",
      "mcp-protocol-version",
      "mcp-method",
      "mcp-name",
      "mcp-session-id",
      "last-event-id",
    ],
    exposedHeaders: ["WWW-Authenticate", "Retry-After"],
    maxAge: 600,
  });
}
