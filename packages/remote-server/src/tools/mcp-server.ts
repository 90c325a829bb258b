import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { sessionOf } from "../auth/sessions/session-auth-info.ts";
import { callTool, type ToolServices } from "./call-tool.ts";
import { listTools } from "./list-tools.ts";
import type { ToolBox } from "./tool-box.ts";
import { serverVersion } from "./server-version.ts";

export interface McpServerOptions extends ToolServices {
  toolBox: ToolBox;
}

/** For how long clients may keep what they were told (MCP 2026-07-28, Caching). */
const cacheHints = {
  // The same for everybody.
  "server/discover": { ttlMs: 3_600_000, cacheScope: "public" },
  "tools/list": {
    ttlMs: 60_000,
    // Whose list it is depends on the user's roles. A shared cache would hand one user's list to another.
    cacheScope: "private",
  },
} as const;

/**
 * One MCP server for one connection, or for one request: nothing in it is shared between clients. It serves every generation of
 * MCP: what tells them apart is the transport that it is connected to.
 *
 * The SDK's own tool registry shows all tools to everybody. So listing and calling are handled here, and both ask the
 * policy first, each time with the session of that very request: on a stream that lives for hours, roles can change.
 */
export function createMcpServer(options: McpServerOptions): Server {
  const { toolBox } = options;
  const server = new Server(
    { name: "my-remote-mcp-server", title: "My Remote MCP Server", version: serverVersion },
    // Which tools there are does not change while the server runs.
    { capabilities: { tools: { listChanged: false } }, cacheHints },
  );
  server.setRequestHandler("tools/list", (_request, { http }) => ({
    tools: listTools(toolBox, sessionOf(http?.authInfo)),
  }));
  server.setRequestHandler("tools/call", async ({ params }, { http, mcpReq }) => {
    const tool = toolBox.tools.find(({ name }) => name === params.name);
    if (tool === undefined) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        "There is no tool of this name. tools/list names all.",
      );
    }
    const session = sessionOf(http?.authInfo);
    const call = { tool, received: params.arguments, session, signal: mcpReq.signal };
    try {
      return { ...(await callTool(call, toolBox.policy, options)) };
    } catch (error) {
      // The SDK would send its text to the client, and a library may have put anything into it.
      options.logError(error);
      throw new ProtocolError(
        ProtocolErrorCode.InternalError,
        "Something went wrong on our side. Try again later.",
      );
    }
  });
  return server;
}
