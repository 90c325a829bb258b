import type { IncomingHttpHeaders } from "node:http";
import type { Lane } from "./hop.ts";

/** Addresses of an MCP server that users open in a browser. */
const pages = new Set(["/", "/authorize", "/consent", "/consents", "/auth/callback"]);

/** The sender of a request to an MCP server: a browser opens pages, and an MCP client calls the rest. */
export function laneOfRequest(path: string, headers: IncomingHttpHeaders): Lane {
  const opensPage =
    headers["sec-fetch-mode"] === "navigate" || headers.accept?.startsWith("text/html") === true;
  return opensPage || pages.has(path.split("?")[0] ?? "") ? "browser" : "client";
}
