import {
  AuthenticationError,
  auditSessionId,
  GraphRequestError,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { EntraIdServerAuthProvider } from "./auth/entra-id-server-auth-provider.ts";
import { sessionOf } from "./auth/session-auth-info.ts";
import type { Session } from "./auth/session.ts";
import { getUserDetailsTool } from "./tools/get-user-details.ts";
import type { Tool } from "./tools/tool.ts";

export interface McpServerOptions {
  provider: Pick<EntraIdServerAuthProvider, "entraAccessToken" | "endSession">;
  graphBaseUrl: string;
  audit: RecordAuditEvent;
  /** For errors that are bugs of ours. */
  logError: (error: unknown) => void;
  /** Called when a tool finds that only a new sign-in will help. */
  onSignInRequired?: () => void;
}

/** A tool that has not answered by then will not. */
const toolSeconds = 30;
const tools: readonly Tool[] = [getUserDetailsTool];

/** One MCP server for one connection: nothing in it is shared between clients. */
export function createMcpServer(options: McpServerOptions): McpServer {
  const server = new McpServer({
    name: "my-remote-mcp-server",
    title: "My Remote MCP Server",
    version: "1.0.0",
  });
  for (const tool of tools) {
    const { title, description, outputSchema, readOnly } = tool;
    const annotations = { title, readOnlyHint: readOnly, destructiveHint: !readOnly, openWorldHint: true };
    server.registerTool(
      tool.name,
      { title, description, outputSchema, annotations },
      async ({ authInfo, signal }) => callTool(tool, { session: sessionOf(authInfo), signal }, options),
    );
  }
  return server;
}

interface Call {
  session: Session;
  /** Aborted when the client cancels, or leaves. */
  signal: AbortSignal;
}

async function callTool(tool: Tool, call: Call, options: McpServerOptions): Promise<CallToolResult> {
  const { provider, graphBaseUrl: baseUrl, audit } = options;
  const { session } = call;
  const missing = tool.scopes.filter((scope) => !session.scopes.includes(scope));
  if (missing.length > 0) {
    audit({ event: "tool_denied", outcome: "failure", reason: "scope missing", ...who(tool, session) });
    return toolError(`This needs the scope ${missing.join(" ")}. Sign in again and grant it.`);
  }
  audit({ event: "tool_allowed", outcome: "success", ...who(tool, session) });
  try {
    const getAccessToken = async (how: { forceRefresh: boolean }) => provider.entraAccessToken(session, how);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(toolSeconds * 1_000)]);
    const output = await tool.run({ graph: { baseUrl, getAccessToken, signal } });
    return { content: [{ type: "text", text: JSON.stringify(output, null, 2) }], structuredContent: output };
  } catch (error) {
    return toolFailure(error, tool, session, options);
  }
}

async function toolFailure(
  error: unknown,
  tool: Tool,
  session: Session,
  options: McpServerOptions,
): Promise<CallToolResult> {
  // These two are written for people; anything else could carry whatever a library put into it.
  const known =
    error instanceof AuthenticationError || error instanceof GraphRequestError ? error : undefined;
  const reason = known?.code ?? "internal error";
  options.audit({ event: "tool_failed", outcome: "failure", reason, ...who(tool, session) });
  if (known === undefined) options.logError(error);
  if (known?.code === "sign_in_required") {
    // Graph, too, can find a sign-in to be over. A session that lived on would only renew its token and fail again.
    await options.provider.endSession(session, "a new sign-in is needed");
    options.onSignInRequired?.();
  }
  return toolError(known?.message ?? "The tool failed for an internal reason. Try again later.");
}

function who(tool: Tool, session: Session) {
  return {
    tool: tool.name,
    session: auditSessionId(session.id),
    user: session.userId,
    client: session.clientId,
  };
}

function toolError(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
