import type { GraphAccess, RecordAuditEvent } from "@mcp-entra/auth-core";
import { userDetailsSchema } from "@mcp-entra/auth-core/user-details-schema";
import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import type { AnswerCall } from "../calls/answer-call.ts";
import type { ToolCall } from "../calls/tool-call.ts";

const name = "GetUserDetailsFromGraph";

export interface GetUserDetailsFromGraphDeps {
  /** Answers in the client's generation of MCP. */
  answerCall: AnswerCall;
  /** Graph as the signed-in user, for one call. */
  graphAccess: (call: ToolCall) => GraphAccess;
  recordEvent: RecordAuditEvent;
}

/**
 * The tool with this name in Microsoft's lesson: the signed-in user, from Microsoft Graph.
 *
 * @param load is called at each call. The first call loads the libraries.
 */
export function registerGetUserDetailsFromGraph(
  server: McpServer,
  load: () => Promise<GetUserDetailsFromGraphDeps>,
): void {
  server.registerTool(
    name,
    {
      title: "Get user details from Microsoft Graph",
      description:
        "Returns the profile of the signed-in user from Microsoft Graph. Asks the user to sign in with Microsoft Entra ID first, if they have not.",
      outputSchema: userDetailsSchema,
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: true,
      },
    },
    async (context) => {
      try {
        const deps = await load();
        return await deps.answerCall(context, async (call) => readUser(deps, call));
      } catch (error) {
        // The configuration cannot be used. This is the reason why the server ends.
        const { describeFailure } = await import("./describe-failure.ts");
        return describeFailure(error);
      }
    },
  );
}

async function readUser(deps: GetUserDetailsFromGraphDeps, call: ToolCall): Promise<CallToolResult> {
  const { graphAccess, recordEvent } = deps;
  try {
    // Loaded at the first call, so that a client does not wait for Graph's library to list the tools.
    const { getUserDetails } = await import("@mcp-entra/auth-core");
    const user = await getUserDetails(graphAccess(call));
    recordEvent({ event: "tool_allowed", outcome: "success", tool: name, user: user.id });
    return {
      // The text is for clients that do not read structured content.
      content: [{ type: "text", text: JSON.stringify(user, null, 2) }],
      structuredContent: user,
    };
  } catch (error) {
    const { describeFailure, factsOf } = await import("./describe-failure.ts");
    recordEvent({ event: "tool_failed", outcome: "failure", tool: name, ...factsOf(error) });
    return describeFailure(error);
  }
}
