import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { questionSeconds } from "../auth/consent/tool-questions.ts";
import { sessionOf } from "../auth/rules/caller-session.ts";
import type { ClientSide, UserQuestion } from "./ask-user.ts";
import { callTool, type ToolServices } from "./call-tool.ts";
import { listTools } from "./list-tools.ts";
import type { ToolBox } from "./tool-box.ts";
import { serverVersion } from "./server-version.ts";
import type { ToolResult } from "./tool-result.ts";

export interface McpServerOptions extends ToolServices {
  toolBox: ToolBox;
}

/** For how long clients may keep what they were told (MCP 2026-07-28, Caching). */
const cacheHints = {
  // The same for everybody.
  "server/discover": { ttlMs: 3_600_000, cacheScope: "public" },
  "tools/list": {
    ttlMs: 60_000,
    // defence:95 It depends on the user's roles. A shared cache would hand one user's list to another.
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
    {
      capabilities: { tools: { listChanged: false } },
      cacheHints,
      // On a stream, it is the SDK that asks.
      inputRequired: { roundTimeoutMs: questionSeconds * 1_000 },
    },
  );
  server.setRequestHandler("tools/list", (_request, { http }) => ({
    tools: listTools(toolBox, sessionOf(http?.authInfo)),
  }));
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const tool = toolBox.tools.find(({ name }) => name === params.name);
    if (tool === undefined) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        "There is no tool of this name. tools/list names all.",
      );
    }
    const session = sessionOf(context.http?.authInfo);
    const { signal } = context.mcpReq;
    const call = { tool, received: params.arguments, session, signal, ...clientSide(server, context) };
    try {
      return toMcp(await callTool(call, toolBox.policy, options));
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

/** Under which the user's answer comes back. */
const key = "agreement";

/**
 * A client that can ask has said so, with this very request or at the beginning of its stream. On /mcp in MCP 2025-11-25 and older
 * is unknown: what was said at the beginning is gone with that request.
 */
function clientSide(server: Server, { mcpReq }: ServerContext): ClientSide {
  const elicitation = server.getClientCapabilities()?.elicitation;
  // In MCP 2025-06-18, there were forms only, and no word for them.
  const canAsk =
    elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
  const state = mcpReq.requestState<string>();
  const response = inputResponse(mcpReq.inputResponses, key);
  if (state === undefined || response.kind !== "elicit") return { canAsk };
  return { canAsk, answer: { state, action: response.action } };
}

function toMcp(answer: ToolResult | UserQuestion): CallToolResult | InputRequiredResult {
  if (!("question" in answer)) return { ...answer };
  const { question: message, state: requestState } = answer;
  // Nothing to fill in: accepting is the answer.
  const form = inputRequired.elicit({ message, requestedSchema: { type: "object", properties: {} } });
  return inputRequired({ requestState, inputRequests: { [key]: form } });
}
