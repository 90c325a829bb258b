import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

interface Parts {
  authenticationService: { acquireToken(): Promise<string> };
  log(line: string): void;
}

/** Without Microsoft's Graph client: one request, whose status is looked at. */
export function registerGetUserDetailsFromGraph(server: McpServer, parts: Parts): void {
  const description = "Tells who is signed in, by asking Microsoft Graph.";
  server.registerTool("GetUserDetailsFromGraph", { description }, async () => {
    const body = await fetchUser(parts.authenticationService).catch(() => undefined);
    if (body === undefined) parts.log("No user details.");
    const text = body ?? "Microsoft Graph gave no answer about the user. Sign in and try again.";
    return { isError: body === undefined, content: [{ type: "text" as const, text }] };
  });
}

async function fetchUser(source: Parts["authenticationService"]): Promise<string | undefined> {
  const headers = new Headers({ authorization: `Bearer ${await source.acquireToken()}` });
  const response = await fetch("https://graph.microsoft.com/v1.0/me", { headers });
  return response.ok ? response.text() : undefined;
}
