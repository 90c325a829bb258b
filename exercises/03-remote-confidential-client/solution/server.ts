import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthRouter,
} from "@modelcontextprotocol/sdk/server/auth/router.js";
import express, { type Express, type Request, type RequestHandler } from "express";
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
  app.get("/auth/callback", async (request, response) => {
    const query = new URL(request.originalUrl, issuer).searchParams;
    try {
      const location = await provider.handleCallback({
        state: query.get("state") ?? "",
        code: query.get("code") ?? undefined,
        error: query.get("error") ?? undefined,
        cookie: cookieOf(request),
      });
      response.redirect(location);
    } catch {
      // A page and no redirect: whoever sent this browser here learns nothing, and gets nothing.
      response.status(400).send("This sign-in cannot be completed here. Start again from your MCP client.");
    }
  });

  const requireSession = requireBearerAuth({
    verifier: provider,
    requiredScopes: ["User.Read"],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(mcp),
  });
  app.all("/mcp", requireSession, handleMcp);
  return app;
}

function cookieOf(request: Request): string | undefined {
  const pairs = (request.headers.cookie ?? "").split("; ");
  return pairs.find((pair) => pair.startsWith("sign-in="))?.slice("sign-in=".length);
}
