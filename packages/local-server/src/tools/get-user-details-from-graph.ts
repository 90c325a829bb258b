import type { GraphAccess } from "@mcp-entra/auth-core";
import {
  AuthenticationError,
  McpEntraError,
  type RecordAuditEvent,
  userDetailsSchema,
} from "@mcp-entra/auth-core/quick-to-load";
import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import type { AnswerCall } from "../calls/answer-call.ts";
import type { ToolCall } from "../calls/tool-call.ts";

const name = "GetUserDetailsFromGraph";

export interface GetUserDetailsFromGraphDeps {
  /** Answers as the client's generation of MCP wants it. */
  answerCall: AnswerCall;
  /** Graph as the signed-in user, for one call. */
  graphAccess: (call: ToolCall) => GraphAccess;
  recordEvent: RecordAuditEvent;
}

/** The lesson's tool: who is signed in, as Microsoft Graph knows them. */
export function registerGetUserDetailsFromGraph(server: McpServer, deps: GetUserDetailsFromGraphDeps): void {
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
    async (context) => deps.answerCall(context, async (call) => readUser(deps, call)),
  );
}

async function readUser(deps: GetUserDetailsFromGraphDeps, call: ToolCall): Promise<CallToolResult> {
  const { graphAccess, recordEvent } = deps;
  try {
    // Loaded at the first call: nobody waits for a Graph client to see which tools there are.
    const { getUserDetails } = await import("@mcp-entra/auth-core");
    const user = await getUserDetails(graphAccess(call));
    recordEvent({ event: "tool_allowed", outcome: "success", tool: name, user: user.id });
    return {
      // The text is for clients that do not read structured content.
      content: [{ type: "text", text: JSON.stringify(user, null, 2) }],
      structuredContent: user,
    };
  } catch (error) {
    recordEvent({ event: "tool_failed", outcome: "failure", tool: name, ...factsOf(error) });
    return { isError: true, content: [{ type: "text", text: explain(error) }] };
  }
}

/** Only our own errors are written for people; anything else may hold anything, so it stays here. */
function explain(error: unknown): string {
  // Entra's refusals have led to a new sign-in already: this one is Graph's, of a token that Entra has just issued.
  if (error instanceof AuthenticationError && error.code === "sign_in_required") return refusedByGraph;
  if (error instanceof McpEntraError && error.code === "authority_unreachable") {
    return `${error.message} Call the tool again when it can be reached; there is no need to restart this server.`;
  }
  if (error instanceof McpEntraError) return error.message;
  return "The user's details could not be read: an unexpected error. Try again; if it stays, restart the server with LOG_LEVEL=debug.";
}

function factsOf(error: unknown): { reason: string; entraCode: number | undefined } {
  const entraCode = error instanceof AuthenticationError ? error.entraCode : undefined;
  if (error instanceof McpEntraError) return { reason: error.code, entraCode };
  return { reason: error instanceof Error ? `unexpected ${error.name}` : "unexpected error", entraCode };
}

const refusedByGraph =
  "Microsoft Graph refuses this sign-in (401), although it is a new one. Start the server once with --sign-out, then call the tool again; if it stays so, ask your administrator what your organization demands (Conditional Access), and check GRAPH_BASE_URL.";
