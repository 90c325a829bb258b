import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { AuthenticationService } from "./authentication-service.ts";

export interface ToolDeps {
  authenticationService: Pick<AuthenticationService, "acquireToken">;
  /** Writes a line where a person may see it: stderr. stdout belongs to the protocol. */
  log: (line: string) => void;
}

/** Offers the tool `GetUserDetailsFromGraph`: who is signed in, as Microsoft Graph knows them. */
export function registerGetUserDetailsFromGraph(server: McpServer, deps: ToolDeps): void {
  // TODO 2.4: register the tool; it answers with the user of GET /me as JSON.
  // TODO 2.5: when something fails, say so in a tool error that a person can act on and that gives nothing away.
  // TODO 2.6: this line would break the protocol, since over stdio, stdout carries nothing else.
  console.log("Ready.");
}
