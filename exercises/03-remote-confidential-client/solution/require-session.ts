import { hashToken } from "@mcp-entra/auth-core";
import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import type { OAuthTokenVerifier } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import { getOAuthProtectedResourceMetadataUrl } from "@modelcontextprotocol/sdk/server/auth/router.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { Express, RequestHandler } from "express";
import type { ProviderContext, Session } from "./provider-context.ts";

/** Accepts only tokens that we issued and still store. A token of Entra's is not accepted. */
export async function findSession({ options }: ProviderContext, token: string): Promise<AuthInfo> {
  const record = await options.store.get(`access:${hashToken(token)}`);
  if (record === undefined) throw new InvalidTokenError("The session token is unknown or expired.");
  const { clientId, scopes, expiresAt, homeAccountId }: Session = JSON.parse(record);
  return { token, clientId, scopes, expiresAt, extra: { homeAccountId } };
}

export interface McpOptions {
  provider: OAuthTokenVerifier;
  /** The address of `/mcp`. */
  mcp: URL;
  /** Answers MCP requests; `request.auth` is what tools get as `authInfo`. */
  handleMcp: RequestHandler;
}

/** Accepts only requests to `/mcp` with a session token for `User.Read`, with any method. */
export function protectMcp(app: Express, { provider, mcp, handleMcp }: McpOptions): void {
  const requireSession = requireBearerAuth({
    verifier: provider,
    requiredScopes: ["User.Read"],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(mcp),
  });
  app.all("/mcp", requireSession, handleMcp);
}
