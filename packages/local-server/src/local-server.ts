import type { GraphAccess, RecordAuditEvent } from "@mcp-entra/auth-core";
import { McpServer, type McpServerFactory } from "@modelcontextprotocol/server";
import type { AuthenticationService } from "./authentication-service.ts";
import type { AnswerCall } from "./calls/answer-call.ts";
import { answerInRounds } from "./calls/answer-in-rounds.ts";
import { answerWithRequests } from "./calls/answer-with-requests.ts";
import { createProgress } from "./calls/progress.ts";
import type { ToolCall } from "./calls/tool-call.ts";
import { serverVersion } from "./server-version.ts";
import { createClientPrompt } from "./sign-in/client-prompt.ts";
import type { SignInPrompts } from "./sign-in/prompt.ts";
import { createTerminalPrompt } from "./sign-in/terminal-prompt.ts";
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
  /** Milliseconds of a clock that is never set. */
  now?: () => number;
}

/**
 * Makes the MCP server for one client, in the generation that the client speaks: for `serveStdio`. Nothing happens until a tool is
 * called, since a client that only asks which generations there are gets a server of its own.
 */
export function createLocalServer(options: LocalServerOptions): McpServerFactory {
  return ({ era }) => {
    const server = new McpServer(
      {
        name: "mcp-entra-local-server",
        title: "Local server with Microsoft Entra ID",
        version: serverVersion,
      },
      // The one tool is always there.
      { capabilities: { tools: { listChanged: false } } },
    );
    registerGetUserDetailsFromGraph(server, {
      answerCall: answerFor(era, server),
      graphAccess: (call) => graphAccess(options, call),
      recordEvent: options.recordEvent,
    });
    return server;
  };
}

function answerFor(era: "modern" | "legacy", { server }: McpServer): AnswerCall {
  if (era === "legacy") return answerWithRequests(server);
  const { answerCall, close } = answerInRounds();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK has no other way
  server.onclose = close;
  return answerCall;
}

/** Graph as the signed-in user, for one tool call. */
function graphAccess(options: LocalServerOptions, call: ToolCall): GraphAccess {
  const { writeLine, openUrl, now = () => performance.now() } = options;
  const progress = createProgress(call.reportProgress);
  const prompts: SignInPrompts = {
    client: call.askForPage && createClientPrompt(call.askForPage, now),
    terminal: createTerminalPrompt({
      openUrl,
      tell: (line) => {
        // Many clients hide stderr, but show how a call is getting on.
        writeLine(line);
        progress.tell(line);
      },
    }),
  };
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
        prompts,
        whileSigningIn: (over) => progress.keepTelling(over),
        signal: call.signal,
      });
      refusedToken = token;
      return token;
    },
  };
}
