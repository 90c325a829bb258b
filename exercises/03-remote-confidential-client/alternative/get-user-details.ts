import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";

interface TokenSource {
  entraAccessToken(session: AuthInfo): Promise<string>;
}

/** Without Microsoft's Graph client: one request, whose status is looked at. */
export function registerGetUserDetails(server: McpServer, source: TokenSource): void {
  server.registerTool("getUserDetails", { description: "Who am I?" }, async (extra) => {
    const profile = await readProfile(source, extra.authInfo).catch(() => undefined);
    const text = profile ?? "Microsoft Graph gave no answer about you. Sign in again.";
    return { isError: profile === undefined, content: [{ type: "text" as const, text }] };
  });
}

async function readProfile(source: TokenSource, session: AuthInfo | undefined): Promise<string | undefined> {
  if (session === undefined) return undefined;
  const authorization = `Bearer ${await source.entraAccessToken(session)}`;
  const response = await fetch("https://graph.microsoft.com/v1.0/me", { headers: { authorization } });
  return response.ok ? response.text() : undefined;
}
