import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

type Provider = Pick<EntraIdServerAuthProvider, "entraAccessToken">;

/** Offers the tool `getUserDetails`: whose session this is, as Microsoft Graph knows them. */
export function registerGetUserDetails(server: McpServer, provider: Provider): void {
  // TODO 3.5: register the tool; it answers with the user of GET /me as JSON. What it is called with has `authInfo`: what requireBearerAuth has verified.
}
