import {
  AuthenticationError,
  auditSessionId,
  McpEntraError,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { EntraIdServerAuthProvider } from "./auth/entra-id-server-auth-provider.ts";
import type { Session } from "./auth/session.ts";
import { getUserDetailsTool } from "./tools/get-user-details.ts";
import type { Tool } from "./tools/tool.ts";

export interface McpServerOptions {
  provider: Pick<EntraIdServerAuthProvider, "entraAccessToken">;
  graphBaseUrl: string;
  audit: RecordAuditEvent;
  /** Called when a tool finds that only a new sign-in will help. */
  onSignInRequired?: () => void;
}

const tools: readonly Tool[] = [getUserDetailsTool];
const callerInfo = z.object({ extra: z.object({ session: z.custom<Session>((value) => value !== null) }) });

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
    server.registerTool(tool.name, { title, description, outputSchema, annotations }, async ({ authInfo }) =>
      // From `requireBearerAuth`, never from what the client wrote into its request.
      callTool(tool, callerInfo.parse(authInfo).extra.session, options),
    );
  }
  return server;
}

async function callTool(tool: Tool, session: Session, options: McpServerOptions): Promise<CallToolResult> {
  const { provider, graphBaseUrl, audit } = options;
  const who = {
    tool: tool.name,
    session: auditSessionId(session.id),
    user: session.userId,
    client: session.clientId,
  };
  const missing = tool.scopes.filter((scope) => !session.scopes.includes(scope));
  if (missing.length > 0) {
    audit({ event: "tool_denied", outcome: "failure", reason: "scope missing", ...who });
    return toolError(`This needs the scope ${missing.join(" ")}. Sign in again and grant it.`);
  }
  audit({ event: "tool_allowed", outcome: "success", ...who });
  try {
    const getAccessToken = async (how: { forceRefresh: boolean }) => provider.entraAccessToken(session, how);
    const output = await tool.run({ graph: { baseUrl: graphBaseUrl, getAccessToken } });
    return { content: [{ type: "text", text: JSON.stringify(output, null, 2) }], structuredContent: output };
  } catch (error) {
    return toolFailure(error, who, options);
  }
}

function toolFailure(
  error: unknown,
  who: { tool: string; session: string; user: string; client: string },
  options: McpServerOptions,
): CallToolResult {
  const known = error instanceof McpEntraError ? error : undefined;
  options.audit({
    event: "tool_failed",
    outcome: "failure",
    reason: known?.code ?? "internal error",
    ...who,
  });
  if (known instanceof AuthenticationError && known.code === "sign_in_required") options.onSignInRequired?.();
  // A message of ours is written for people; anything else could carry whatever a library put into it.
  return toolError(known?.message ?? "The tool failed for an internal reason. Try again later.");
}

function toolError(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
