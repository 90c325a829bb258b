// Mistake: Takes the session token from the tool's arguments, as the lesson's request.params.context did.
// Caught by: [3.5] believes the token, not the arguments
// An attacker: has a model call the tool with somebody else's token in it, from a mail or a web page.
// Hint: Use authInfo, which requireBearerAuth has verified.
import { z } from "zod";
import { Client } from "@microsoft/microsoft-graph-client";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

type Provider = Pick<EntraIdServerAuthProvider, "entraAccessToken" | "verifyAccessToken">;

/** Offers the tool `getUserDetails`: whose session this is, as Microsoft Graph knows them. */
export function registerGetUserDetails(server: McpServer, provider: Provider): void {
  server.registerTool(
    "getUserDetails",
    {
      description: "Returns the signed-in user's profile from Microsoft Graph.",
      annotations: { readOnlyHint: true },
      inputSchema: { token: z.string().optional() },
    },
    // authInfo is what requireBearerAuth has verified. Whatever a client writes into its request proves nothing.
    async ({ token: given }, extra) => {
      try {
        const authInfo = given === undefined ? extra.authInfo : await provider.verifyAccessToken(given);
        if (authInfo === undefined) throw new Error("There is no session behind this call.");
        const token = await provider.entraAccessToken(authInfo);
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
