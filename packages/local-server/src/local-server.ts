import type { GraphAccess, RecordAuditEvent } from "@mcp-entra/auth-core";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import packageJson from "../package.json" with { type: "json" };
import type { AuthenticationService } from "./authentication-service.ts";
import { clientOpensPages, createElicitationPrompt } from "./sign-in/elicitation-prompt.ts";
import type { SignInPrompt } from "./sign-in/prompt.ts";
import { createTerminalPrompt } from "./sign-in/terminal-prompt.ts";
import { registerGetUserDetailsFromGraph } from "./tools/get-user-details-from-graph.ts";

export const serverVersion: string = packageJson.version;

export interface LocalServerOptions {
  /** Or its promise: calls that come before Entra has been found wait for it. */
  authenticationService: AuthenticationService | Promise<AuthenticationService>;
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
  const graphAccess = (signal: AbortSignal): GraphAccess => ({
    baseUrl: options.graphBaseUrl,
    getAccessToken: async ({ forceRefresh }) => {
      const authenticationService = await options.authenticationService;
      return authenticationService.acquireToken({ forceRefresh, prompt: promptFor(server, options), signal });
    },
  });
  registerGetUserDetailsFromGraph(server, { graphAccess, recordEvent: options.recordEvent });
  return server;
}

/** Chosen at each sign-in: what the client can do is known only after it has connected. */
function promptFor(server: McpServer, { openUrl, writeLine }: LocalServerOptions): SignInPrompt {
  if (clientOpensPages(server)) return createElicitationPrompt(server);
  return createTerminalPrompt({
    openUrl,
    writeLine,
    notifyClient: async (data) =>
      server.server.sendLoggingMessage({ level: "notice", logger: "sign-in", data }),
  });
}
