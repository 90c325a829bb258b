import { InsufficientScopeError, InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { mcpAuthRouter } from "@modelcontextprotocol/sdk/server/auth/router.js";
import express, { type RequestHandler } from "express";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

interface Parts {
  provider: EntraIdServerAuthProvider;
  issuer: string;
  handleMcp: RequestHandler;
}

/** The same routes, with a bearer check of its own. */
export function createServer({ provider, issuer, handleMcp }: Parts) {
  const app = express();
  const issuerUrl = new URL(issuer);
  app.use("/mcp", sessionsOnly(provider, issuer), handleMcp);
  app.use(mcpAuthRouter({ provider, issuerUrl, resourceServerUrl: new URL("mcp", issuerUrl) }));
  app.get("/auth/callback", (request, response) => {
    const browser = /(?:^|; )browser=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
    void provider
      .handleCallback(new URL(request.originalUrl, issuer).searchParams, browser)
      .then((url) => response.redirect(url))
      .catch(() => response.status(403).end("No."));
  });
  return app;
}

function sessionsOnly(provider: EntraIdServerAuthProvider, issuer: string): RequestHandler {
  const metadata = `resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp"`;
  return async (request, response, next) => {
    const [, token = ""] = /^bearer (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    try {
      request.auth = await provider.verifyAccessToken(token);
      if (!new Set(request.auth.scopes).has("User.Read")) throw new InsufficientScopeError("User.Read");
    } catch (error) {
      const isUnknown = error instanceof InvalidTokenError;
      const reason = isUnknown ? "invalid_token" : "insufficient_scope";
      response.set("WWW-Authenticate", `Bearer error="${reason}", ${metadata}`);
      response.sendStatus(isUnknown ? 401 : 403);
      return;
    }
    next();
  };
}
