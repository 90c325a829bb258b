import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import { McpServer, type McpServerFactory } from "@modelcontextprotocol/server";
import packageJson from "../package.json" with { type: "json" };
import type { AuthenticationService } from "./authentication-service.ts";
import { onDemand } from "./on-demand.ts";
import { registerGetUserDetailsFromGraph } from "./tools/get-user-details-from-graph.ts";

export interface LocalServerOptions {
  /** Asked for at each tool call; calls that come before Entra has been found wait for it. */
  authenticationService: () => Promise<AuthenticationService>;
  /** The Graph origin, without version. */
  graphBaseUrl: string;
  recordEvent: RecordAuditEvent;
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Writes one line where a person may see it: stderr. */
  writeLine: (line: string) => void;
  /** Milliseconds of a clock that is never set. */
  now?: () => number;
}

/**
 * Makes the MCP server for one client, in the generation that the client speaks: for `serveStdio`. Nothing happens until a tool is
 * called, since a client that only asks which generations there are gets a server of its own.
 *
 * @param load asked for the options at the first tool call.
 */
export function createLocalServer(load: () => Promise<LocalServerOptions>): McpServerFactory {
  return ({ era }) => {
    const server = new McpServer(
      {
        name: "mcp-entra-local-server",
        title: "Local server with Microsoft Entra ID",
        version: packageJson.version,
      },
      // The one tool is always there.
      { capabilities: { tools: { listChanged: false } } },
    );
    const prepared = onDemand(async () => {
      const { prepareCalls } = await import("./calls/prepare-calls.ts");
      return prepareCalls(era, server.server, await load());
    });
    registerGetUserDetailsFromGraph(server, prepared);
    return server;
  };
}
