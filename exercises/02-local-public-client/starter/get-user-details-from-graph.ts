import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { AuthenticationService } from "./authentication-service.ts";

export interface ToolDeps {
  authenticationService: Pick<AuthenticationService, "acquireToken">;
  /** Writes a line for people to stderr. stdout is for the protocol. */
  log: (line: string) => void;
}

/** Registers the tool `GetUserDetailsFromGraph`: the signed-in user's profile from Microsoft Graph. */
export function registerGetUserDetailsFromGraph(server: McpServer, deps: ToolDeps): void {
  // TODO 2.4: register the tool; it answers with the user of GET /me as JSON.
  // TODO 2.5: after a failure, return a tool error that tells the user what to do, without a token or an error's text.
  // TODO 2.6: this line breaks the protocol: over stdio, only messages may be on stdout.
  console.log("Ready.");
}
