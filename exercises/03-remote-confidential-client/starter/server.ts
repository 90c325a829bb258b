import { mcpAuthRouter } from "@modelcontextprotocol/sdk/server/auth/router.js";
import express, { type Express, type RequestHandler } from "express";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

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

  // Entra sends the browser back to here.
  app.get("/auth/callback", (request, response) => {
    // TODO 3.2: give the provider what has come, and send the browser where it says; answer 400 when it refuses.
    response.status(501).send("Not written yet.");
  });

  // TODO 3.4: nobody gets to /mcp without a session token that covers User.Read.
  app.all("/mcp", handleMcp);
  return app;
}
