import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthTokenVerifier } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { Express, RequestHandler } from "express";
import type { ProviderContext } from "./provider-context.ts";

/** The user, the client and the scopes of a session token. @throws InvalidTokenError */
export async function findSession(context: ProviderContext, token: string): Promise<AuthInfo> {
  // TODO 3.4: accept only tokens that we issued and that have not expired. Return the user as extra.homeAccountId: task 3.5 reads it.
  throw new InvalidTokenError("Not written yet.");
}

export interface McpOptions {
  provider: OAuthTokenVerifier;
  /** The address of `/mcp`. */
  mcp: URL;
  /** Answers MCP requests; `request.auth` is what tools get as `authInfo`. */
  handleMcp: RequestHandler;
}

/** Accepts only requests to `/mcp` with a session token for `User.Read`. */
export function protectMcp(app: Express, { handleMcp }: McpOptions): void {
  // TODO 3.4: now, each request is accepted.
  app.all("/mcp", handleMcp);
}
