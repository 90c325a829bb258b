import type { GraphAccess, RecordAuditEvent } from "@mcp-entra/auth-core";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { AuthenticationService } from "./authentication-service.ts";
import { createProgress, type Progress } from "./progress.ts";
import { clientOpensPages, createElicitationPrompt } from "./sign-in/elicitation-prompt.ts";
import type { SignInPrompt } from "./sign-in/prompt.ts";
import { serverVersion } from "./server-version.ts";
import { createTerminalPrompt } from "./sign-in/terminal-prompt.ts";
import type { ToolCall } from "./tool-call.ts";
import { registerGetUserDetailsFromGraph } from "./tools/get-user-details-from-graph.ts";

export interface LocalServerOptions {
  /** Asked for at each tool call; calls that come before Entra has been found wait for it. */
  authenticationService: () => Promise<AuthenticationService>;
  /** The Graph origin, without version. */
  graphBaseUrl: string;
  recordEvent: RecordAuditEvent;
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Writes one line where a person may see it: stderr. */
  writeLine: (line: string) => void;
}

/** The MCP server, not yet connected. It serves one client, as stdio does. */
export function createLocalServer(options: LocalServerOptions): McpServer {
  const server = new McpServer(
    { name: "mcp-entra-local-server", title: "Local server with Microsoft Entra ID", version: serverVersion },
    { capabilities: { logging: {} } },
  );
  registerGetUserDetailsFromGraph(server, {
    graphAccess: (call) => graphAccess(server, options, call),
    recordEvent: options.recordEvent,
  });
  return server;
}

/** Graph as the signed-in user, for one tool call. */
function graphAccess(server: McpServer, options: LocalServerOptions, call: ToolCall): GraphAccess {
  const progress = createProgress(call.reportProgress);
  let refusedToken: string | undefined;
  return {
    baseUrl: options.graphBaseUrl,
    signal: call.signal,
    getAccessToken: async ({ forceRefresh, claims }) => {
      const authenticationService = await options.authenticationService();
      const token = await authenticationService.acquireToken({
        forceRefresh,
        claims,
        refusedToken: forceRefresh ? refusedToken : undefined,
        prompt: promptFor(server, options, progress),
        whileSigningIn: (over) => progress.keepTelling(over),
        signal: call.signal,
      });
      refusedToken = token;
      return token;
    },
  };
}

/** Chosen at each sign-in: what the client can do is known only after it has connected. */
function promptFor(
  server: McpServer,
  { openUrl, writeLine }: LocalServerOptions,
  progress: Progress,
): SignInPrompt {
  if (clientOpensPages(server)) return createElicitationPrompt(server);
  return createTerminalPrompt({
    openUrl,
    writeLine,
    notifyClient: async (data) => {
      // Some clients show neither logs nor stderr, but do show how a call is getting on.
      progress.tell(data);
      await server.server.sendLoggingMessage({ level: "notice", logger: "sign-in", data });
    },
  });
}
