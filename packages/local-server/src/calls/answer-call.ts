import type { CallToolResult, InputRequiredResult, ServerContext } from "@modelcontextprotocol/server";
import type { ToolCall } from "./tool-call.ts";

/**
 * Answers one `tools/call` request by running `work`. How a person is asked meanwhile is what tells the generations of MCP apart;
 * the tool does not know which one it serves.
 */
export type AnswerCall = (
  context: ServerContext,
  work: (call: ToolCall) => Promise<CallToolResult>,
) => Promise<CallToolResult | InputRequiredResult>;
