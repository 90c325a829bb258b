import { AuthenticationError, McpEntraError } from "@mcp-entra/auth-core/without-msal";
import type { CallToolResult } from "@modelcontextprotocol/server";

/** What a call is answered with when it fails: an error of the tool, which the model reads and can act upon. */
export function describeFailure(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: "text", text: explain(error) }] };
}

/** For the log: which of our errors it was, and Entra's number. */
export function factsOf(error: unknown): { reason: string; entraCode: number | undefined } {
  const entraCode = error instanceof AuthenticationError ? error.entraCode : undefined;
  if (error instanceof McpEntraError) return { reason: error.code, entraCode };
  return { reason: error instanceof Error ? `unexpected ${error.name}` : "unexpected error", entraCode };
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

const refusedByGraph =
  "Microsoft Graph refuses this sign-in (401), although it is a new one. Start the server once with --sign-out, then call the tool again; if it stays so, ask your administrator what your organization demands (Conditional Access), and check GRAPH_BASE_URL.";
