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

/** How long clients may cache answers (MCP 2026-07-28, Caching). */
const cacheHints = {
  // The same for everybody.
  "server/discover": { ttlMs: 3_600_000, cacheScope: "public" },
  "tools/list": {
    ttlMs: 60_000,
    // defence:95 It depends on the user's roles. A shared cache would show one user's list to another.
    cacheScope: "private",
  },
} as const;

/**
 * One MCP server for one connection, or for one request: clients share nothing. It serves every generation of
 * MCP: only the transport differs.
 *
 * The SDK's own tool registry shows all tools to everybody. So we handle listing and calling here. Both ask
 * the policy first, each time with the session of the current request: on a stream that is open for hours,
 * roles can change.
 */
export function createMcpServer(options: McpServerOptions): Server {
  const { toolBox } = options;
  const server = new Server(
    { name: "my-remote-mcp-server", title: "My Remote MCP Server", version: serverVersion },
    // The list of tools does not change while the server runs.
    {
      capabilities: { tools: { listChanged: false } },
      cacheHints,
      // On a stream, the SDK asks.
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
        "There is no tool with this name. tools/list names all tools.",
      );
    }
    const session = sessionOf(context.http?.authInfo);
    const { signal } = context.mcpReq;
    const call = { tool, received: params.arguments, session, signal, ...clientSide(server, context) };
    try {
      return toMcp(await callTool(call, toolBox.policy, options));
    } catch (error) {
      // The SDK would send the error's text to the client, and it may contain any text of a library.
      options.logError(error);
      throw new ProtocolError(
        ProtocolErrorCode.InternalError,
        "Something went wrong on our side. Try again later.",
      );
    }
  });
  return server;
}

/** The key of the user's answer. */
const key = "agreement";

/**
 * A client that can ask says so: in this request, or at the beginning of its stream. On /mcp in MCP
 * 2025-11-25 and older, this is unknown: the server does not keep what the client said in its first request.
 */
function clientSide(server: Server, { mcpReq }: ServerContext): ClientSide {
  const elicitation = server.getClientCapabilities()?.elicitation;
  // In MCP 2025-06-18, there were only forms, and the capability had no field for them.
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
  // The form has no fields: “accept” is the answer.
  const form = inputRequired.elicit({ message, requestedSchema: { type: "object", properties: {} } });
  return inputRequired({ requestState, inputRequests: { [key]: form } });
}
