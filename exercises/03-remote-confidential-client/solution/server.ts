import { mcpAuthRouter } from "@modelcontextprotocol/sdk/server/auth/router.js";
import express, { type Express, type RequestHandler } from "express";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";
import { answerCallback } from "./finish-sign-in.ts";
import { protectMcp } from "./require-session.ts";

export interface ServerOptions {
  provider: EntraIdServerAuthProvider;
  /** Our own origin: `http://localhost:3001`. */
  issuer: string;
  /** Answers MCP requests; `request.auth` is what tools get as `authInfo`. */
  handleMcp: RequestHandler;
}

export function createServer({ provider, issuer, handleMcp }: ServerOptions): Express {
  const app = express();
  const mcp = new URL("/mcp", issuer);
  // /authorize and /token, and the two documents in which MCP clients find them.
  app.use(
    mcpAuthRouter({
      provider,
      issuerUrl: new URL(issuer),
      resourceServerUrl: mcp,
      scopesSupported: ["User.Read"],
    }),
  );
  // Entra sends the browser back to this address.
  app.get("/auth/callback", answerCallback(provider, issuer));
  protectMcp(app, { provider, mcp, handleMcp });
  return app;
}
