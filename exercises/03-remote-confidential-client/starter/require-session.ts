import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthTokenVerifier } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { Express, RequestHandler } from "express";
import type { ProviderContext } from "./provider-context.ts";

/** Who is behind a session token, and what for. @throws InvalidTokenError */
export async function findSession(context: ProviderContext, token: string): Promise<AuthInfo> {
  // TODO 3.4: only tokens that we have issued and that have not expired are good.
  throw new InvalidTokenError("Not written yet.");
}

export interface McpOptions {
  provider: OAuthTokenVerifier;
  /** The address of `/mcp`. */
  mcp: URL;
  /** Answers MCP requests; `request.auth` is what tools get as `authInfo`. */
  handleMcp: RequestHandler;
}

/** Lets requests to `/mcp` that bring a session token for `User.Read`, and no others. */
export function protectMcp(app: Express, { handleMcp }: McpOptions): void {
  // TODO 3.4: as yet, everybody gets in.
  app.all("/mcp", handleMcp);
}
