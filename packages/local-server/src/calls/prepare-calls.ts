import type { GraphAccess, RecordAuditEvent } from "@mcp-entra/auth-core";
import type { McpRequestContext, Server } from "@modelcontextprotocol/server";
import type { AuthenticationService } from "../authentication-service.ts";
import { createClientPrompt } from "../sign-in/client-prompt.ts";
import type { SignInPrompts } from "../sign-in/prompt.ts";
import { createTerminalPrompt } from "../sign-in/terminal-prompt.ts";
import type { GetUserDetailsFromGraphDeps } from "../tools/get-user-details-from-graph.ts";
import type { AnswerCall } from "./answer-call.ts";
import { answerInRounds } from "./answer-in-rounds.ts";
import { answerWithRequests } from "./answer-with-requests.ts";
import { createProgress } from "./progress.ts";
import type { ToolCall } from "./tool-call.ts";

/** The parts that all calls of the local server use. */
export interface LocalServerOptions {
  /** Read at each tool call. Calls that come before Entra was found wait for it. */
  authenticationService: () => Promise<AuthenticationService>;
  /** The Graph origin, without version. */
  graphBaseUrl: string;
  recordEvent: RecordAuditEvent;
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Writes one line to stderr, where a person may see it. */
  writeLine: (line: string) => void;
  /** Milliseconds of a clock that is never set. */
  now?: () => number;
}

/** What a tool needs to answer the calls of one client, in the client's generation of MCP. */
export function prepareCalls(
  era: McpRequestContext["era"],
  server: Server,
  options: LocalServerOptions,
): GetUserDetailsFromGraphDeps {
  return {
    answerCall: answerFor(era, server),
    graphAccess: (call) => graphAccess(options, call),
    recordEvent: options.recordEvent,
  };
}

function answerFor(era: McpRequestContext["era"], server: Server): AnswerCall {
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
        // Many clients hide stderr, but show the progress of a call.
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
