import express, { type Express } from "express";
import type { ServerOptions } from "./context.ts";
import { mcpEndpoint } from "./mcp-endpoint.ts";
import { protectMcp } from "./protect-mcp.ts";
import { openVerifier } from "./verify-access-token.ts";

/** An MCP server that is a protected resource: clients send access tokens that Entra issued for it. */
export function createServer(options: ServerOptions): Express {
  const app = express();
  protectMcp(app, { options, verify: openVerifier(options), handleMcp: mcpEndpoint(options) });
  return app;
}
