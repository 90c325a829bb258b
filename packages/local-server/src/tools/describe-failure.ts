import { AuthenticationError, McpEntraError } from "@mcp-entra/auth-core/without-msal";
import type { CallToolResult } from "@modelcontextprotocol/server";

/** The answer to a failed call: an error of the tool, which the model reads and can act on. */
export function describeFailure(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: "text", text: explain(error) }] };
}

/** For the log: the code of our error, and Entra's number. */
export function factsOf(error: unknown): { reason: string; entraCode: number | undefined } {
  const entraCode = error instanceof AuthenticationError ? error.entraCode : undefined;
  if (error instanceof McpEntraError) return { reason: error.code, entraCode };
  return { reason: error instanceof Error ? `unexpected ${error.name}` : "unexpected error", entraCode };
}

/** Only our own errors are written for people. Other errors may contain any text, so they are not sent. */
function explain(error: unknown): string {
  // After a refusal of Entra, there was already a new sign-in. This refusal comes from Graph, for a token
  // that Entra has just issued.
  if (error instanceof AuthenticationError && error.code === "sign_in_required") return refusedByGraph;
  if (error instanceof McpEntraError && error.code === "authority_unreachable") {
    return `${error.message} Call the tool again when it can be reached; there is no need to restart this server.`;
  }
  if (error instanceof McpEntraError) return error.message;
  return "The user's details could not be read: an unexpected error. Try again; if this happens again, restart the server with LOG_LEVEL=debug.";
}

const refusedByGraph =
  "Microsoft Graph refuses this sign-in (401), although it is a new one. Start the server once with --sign-out, then call the tool again; if this happens again, ask your administrator what your organization demands (Conditional Access), and check GRAPH_BASE_URL.";
