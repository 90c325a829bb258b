import { Client } from "@microsoft/microsoft-graph-client";
import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { ProviderContext } from "./provider-context.ts";

/** Entra's access token for the person behind a session: for Graph only. MSAL renews it when it has expired. */
export async function entraAccessToken({ entra }: ProviderContext, { extra }: AuthInfo): Promise<string> {
  const account = await entra.getTokenCache().getAccountByHomeId(String(extra?.["homeAccountId"]));
  // After a restart, MSAL's cache is empty. Another account in it is another user's.
  if (account === null) throw new InvalidTokenError("There is no sign-in behind this session.");
  const { accessToken } = await entra.acquireTokenSilent({ account, scopes: ["User.Read"] });
  return accessToken;
}

interface TokenSource {
  entraAccessToken(session: AuthInfo): Promise<string>;
}

/** Registers the tool `getUserDetails`: the profile of the session's user from Microsoft Graph. */
export function registerGetUserDetails(server: McpServer, provider: TokenSource): void {
  server.registerTool(
    "getUserDetails",
    {
      description: "Returns the signed-in user's profile from Microsoft Graph.",
      annotations: { readOnlyHint: true },
    },
    // authInfo is the result of requireBearerAuth. Other values of the request prove nothing.
    async ({ authInfo }) => {
      try {
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
