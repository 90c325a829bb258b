import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { ProviderContext } from "./provider-context.ts";

/** Entra's access token for the person behind a session: for Graph only. */
export async function entraAccessToken(context: ProviderContext, session: AuthInfo): Promise<string> {
  // TODO 3.5: from MSAL, which renews what has expired.
  throw new InvalidTokenError("Not written yet.");
}

interface TokenSource {
  entraAccessToken(session: AuthInfo): Promise<string>;
}

/** Offers the tool `getUserDetails`: whose session this is, as Microsoft Graph knows them. */
export function registerGetUserDetails(server: McpServer, provider: TokenSource): void {
  // TODO 3.5: register the tool; it answers with the user of GET /me as JSON. What it is called with has `authInfo`: what requireBearerAuth has verified.
}
