// Mistake: Reports failures with console.log.
// Caught by: [2.6] writes nothing to stdout
// An attacker: makes one call fail, and the stray line ends the conversation.
// Hint: Use log in the catch, too: stdout carries the protocol and nothing else.
import { Client } from "@microsoft/microsoft-graph-client";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { AuthenticationService } from "./authentication-service.ts";

export interface ToolDeps {
  authenticationService: Pick<AuthenticationService, "acquireToken">;
  /** Writes a line where a person may see it: stderr. stdout belongs to the protocol. */
  log: (line: string) => void;
}

/** Offers the tool `GetUserDetailsFromGraph`: who is signed in, as Microsoft Graph knows them. */
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

async function readUser({ authenticationService }: ToolDeps): Promise<CallToolResult> {
  try {
    const token = await authenticationService.acquireToken();
    const graph = Client.init({ authProvider: (done) => done(null, token) });
    const user: unknown = await graph.api("/me").get();
    return { content: [{ type: "text", text: JSON.stringify(user) }] };
  } catch (error) {
    // Its message may hold anything, a token included, and what is in a result is read by the model and its provider.
    console.log(`GetUserDetailsFromGraph failed: ${error instanceof Error ? error.name : "unknown error"}.`);
    const text = "The user's details could not be read. Sign in and allow the access, then try again.";
    return { isError: true, content: [{ type: "text", text }] };
  }
}
