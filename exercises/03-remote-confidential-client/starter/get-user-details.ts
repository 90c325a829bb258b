import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { ProviderContext } from "./provider-context.ts";

/** Entra's access token for the person behind a session: for Graph only. */
export async function entraAccessToken(context: ProviderContext, session: AuthInfo): Promise<string> {
  // TODO 3.5: get it from MSAL, which renews an expired token.
  throw new InvalidTokenError("Not written yet.");
}

interface TokenSource {
  entraAccessToken(session: AuthInfo): Promise<string>;
}

/** Registers the tool `getUserDetails`: the profile of the session's user from Microsoft Graph. */
export function registerGetUserDetails(server: McpServer, provider: TokenSource): void {
  // TODO 3.5: register the tool. It answers with the user of GET /me as JSON. authInfo is in the first argument of its callback.
}
