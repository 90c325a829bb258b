// Mistake: Logs what it calls Graph with.
// Caught by: [3.5] tells tokens to nobody: in no answer, no error and no log
// An attacker: reads a log, and then the mail of everybody in it.
// Hint: Log that Graph was called, never what with.
import { Client } from "@microsoft/microsoft-graph-client";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

type Provider = Pick<EntraIdServerAuthProvider, "entraAccessToken">;

/** Offers the tool `getUserDetails`: whose session this is, as Microsoft Graph knows them. */
export function registerGetUserDetails(server: McpServer, provider: Provider): void {
  server.registerTool(
    "getUserDetails",
    {
      description: "Returns the signed-in user's profile from Microsoft Graph.",
      annotations: { readOnlyHint: true },
    },
    // authInfo is what requireBearerAuth has verified. Whatever a client writes into its request proves nothing.
    async ({ authInfo }) => {
      try {
        if (authInfo === undefined) throw new Error("There is no session behind this call.");
        const token = await provider.entraAccessToken(authInfo);
        console.log(`GET /me with ${token}`);
        const graph = Client.init({ authProvider: (done) => done(null, token) });
        const user: unknown = await graph.api("/me").get();
        return { content: [{ type: "text", text: JSON.stringify(user) }] };
      } catch {
        const text = "Your details could not be read. Sign in again, then try once more.";
        return { isError: true, content: [{ type: "text", text }] };
      }
    },
  );
}
