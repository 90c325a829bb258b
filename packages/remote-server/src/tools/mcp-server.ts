import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { sessionOf } from "../auth/sessions/session-auth-info.ts";
import { callTool, type ToolServices } from "./call-tool.ts";
import type { ToolBox } from "./tool-box.ts";

export interface McpServerOptions extends ToolServices {
  toolBox: ToolBox;
}

/**
 * For answers to forms, which this server never shows. The SDK makes one for each server unless it is given one; with a server for
 * each request, that was a fifth of what a call takes. It keeps nothing of a client's.
 */
const jsonSchemaValidator = new AjvJsonSchemaValidator();

/**
 * One MCP server for one connection: nothing in it is shared between clients.
 *
 * The SDK's own tool registry shows all tools to everybody. So listing and calling are handled here, and both ask the
 * policy first, each time with the session of that very request: on a stream that lives for hours, roles can change.
 */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { tools, policy } = options.toolBox;
  const mcp = new McpServer(
    { name: "my-remote-mcp-server", title: "My Remote MCP Server", version: "1.0.0" },
    { capabilities: { tools: {} }, jsonSchemaValidator },
  );
  // In the order of the tool box, always: a list that changes its order makes clients ask their users again.
  mcp.server.setRequestHandler(ListToolsRequestSchema, (_request, { authInfo }) => {
    const session = sessionOf(authInfo);
    const visible = tools.filter(({ name }) => policy.isVisible(name, session));
    return {
      tools: visible.map(({ name, title, description, inputSchema, outputSchema, annotations }) => ({
        name,
        title,
        description,
        inputSchema,
        outputSchema,
        annotations: { title, ...annotations },
      })),
    };
  });
  mcp.server.setRequestHandler(CallToolRequestSchema, async ({ params }, { authInfo, signal }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) {
      throw new McpError(ErrorCode.InvalidParams, "There is no tool of this name. tools/list names all.");
    }
    const call = { tool, received: params.arguments, session: sessionOf(authInfo), signal };
    return callTool(call, policy, options);
  });
  return mcp;
}
