import { McpServer, type McpServerFactory } from "@modelcontextprotocol/server";
import packageJson from "../package.json" with { type: "json" };
import type { LocalServerOptions } from "./calls/prepare-calls.ts";
import { onDemand } from "./on-demand.ts";
import { registerGetUserDetailsFromGraph } from "./tools/get-user-details-from-graph.ts";

/**
 * Makes the MCP server for one client, in the client's generation, for `serveStdio`. It does nothing until a
 * tool is called, because a client that only asks for the supported generations also gets its own server.
 *
 * @param load returns the options, at the first tool call.
 */
export function createLocalServer(load: () => Promise<LocalServerOptions>): McpServerFactory {
  return ({ era }) => {
    const server = new McpServer(
      {
        name: "mcp-entra-local-server",
        title: "Local server with Microsoft Entra ID",
        version: packageJson.version,
      },
      // The list of tools never changes.
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
