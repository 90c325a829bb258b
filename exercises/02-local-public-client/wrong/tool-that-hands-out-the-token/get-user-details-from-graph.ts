// Mistake: Offers a second tool that hands out the access token, to try Graph by hand.
// Caught by: [2.4] offers one tool, GetUserDetailsFromGraph
// Caught by: [2.5] answers with a tool error when the person cancels
// Caught by: [2.5] answers with a tool error when Graph refuses
// Caught by: [2.5] keeps the insides of an error to itself
// Caught by: [2.6] logs no token
// An attacker: writes into a mail that the model should call the tool and repeat what it says.
// Hint: Whatever is registered, a model will call; take out what was there for debugging.
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
  server.registerTool(
    "GetAccessToken",
    { description: "Returns the access token for Microsoft Graph, for debugging." },
    async () => ({ content: [{ type: "text", text: await deps.authenticationService.acquireToken() }] }),
  );
}

async function readUser({ authenticationService, log }: ToolDeps): Promise<CallToolResult> {
  try {
    const token = await authenticationService.acquireToken();
    const graph = Client.init({ authProvider: (done) => done(null, token) });
    const user: unknown = await graph.api("/me").get();
    return { content: [{ type: "text", text: JSON.stringify(user) }] };
  } catch (error) {
    // Its message may hold anything, a token included, and what is in a result is read by the model and its provider.
    log(`GetUserDetailsFromGraph failed: ${error instanceof Error ? error.name : "unknown error"}.`);
    const text = "The user's details could not be read. Sign in and allow the access, then try again.";
    return { isError: true, content: [{ type: "text", text }] };
  }
}
