import type { CallToolResult, InputRequiredResult, ServerContext } from "@modelcontextprotocol/server";
import type { ToolCall } from "./tool-call.ts";

/**
 * Runs `work` and answers one `tools/call` request. The generations of MCP ask the user in different ways.
 * The tool does not know which one it serves.
 */
export type AnswerCall = (
  context: ServerContext,
  work: (call: ToolCall) => Promise<CallToolResult>,
) => Promise<CallToolResult | InputRequiredResult>;
