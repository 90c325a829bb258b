import cors from "cors";
import type { RequestHandler } from "express";

/**
 * Lets pages of the allowed origins read what the endpoints for programs answer, and above all the challenge: without
 * WWW-Authenticate, a client in a browser sees a bare 401 and never finds the sign-in. No cookies are involved, so no
 * credentials are allowed either: a page has to hold a token of its own.
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
