import { Client } from "@microsoft/microsoft-graph-client";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { AuthenticationService } from "./authentication-service.ts";

export interface ToolDeps {
  authenticationService: Pick<AuthenticationService, "acquireToken">;
  /** Writes a line for people to stderr. stdout is for the protocol. */
  log: (line: string) => void;
}

/** Registers the tool `GetUserDetailsFromGraph`: the signed-in user's profile from Microsoft Graph. */
export function registerGetUserDetailsFromGraph(server: McpServer, deps: ToolDeps): void {
  server.registerTool(
    "GetUserDetailsFromGraph",
    {
      description: "Returns the signed-in user's profile from Microsoft Graph. Asks them to sign in first.",
      annotations: { readOnlyHint: true },
    },
    async () => readUser(deps),
  );
}

async function readUser({ authenticationService, log }: ToolDeps): Promise<CallToolResult> {
  try {
    const token = await authenticationService.acquireToken();
    const graph = Client.init({ authProvider: (done) => done(null, token) });
    const user: unknown = await graph.api("/me").get();
    return { content: [{ type: "text", text: JSON.stringify(user) }] };
  } catch (error) {
    // The error's message can contain a token, and the model and its provider read the result.
    log(`GetUserDetailsFromGraph failed: ${error instanceof Error ? error.name : "unknown error"}.`);
    const text = "The user's details could not be read. Sign in and allow the access, then try again.";
    return { isError: true, content: [{ type: "text", text }] };
  }
}
