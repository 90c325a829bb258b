import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { AuthenticationError, GraphRequestError } from "../errors/errors.ts";
import { createGraphClient, type GraphAccess } from "./graph-client.ts";

/**
 * Runs `work` with a Graph client and turns what goes wrong into our family of errors.
 *
 * @throws AuthenticationError when no token can be had, or when Graph refuses a fresh one too.
 * @throws GraphRequestError for everything else that Graph answers, or when it cannot be reached (status 0).
 */
export async function callGraph<Result>(
  access: GraphAccess,
  work: (graph: Client) => Promise<Result>,
): Promise<Result> {
  // The Graph client wraps whatever its token source throws and loses its type; it is kept here instead.
  let refusal: { error: unknown } | undefined;
  const graph = createGraphClient({
    ...access,
    getAccessToken: async (options) => {
      try {
        return await access.getAccessToken(options);
      } catch (error) {
        refusal = { error };
        throw error;
      }
    },
  });
  try {
    return await work(graph);
  } catch (error) {
    throw refusal === undefined ? toGraphRequestError(error) : refusal.error;
  }
}

function toGraphRequestError(error: unknown): Error {
  if (!(error instanceof GraphError)) return error instanceof Error ? error : new Error(String(error));
  const status = Math.max(error.statusCode, 0);
  if (status === 401) {
    return new AuthenticationError(
      "sign_in_required",
      "Microsoft Graph refuses the sign-in. Sign in again.",
      {
        cause: error,
      },
    );
  }
  return new GraphRequestError(status, adviceFor(status, error), { cause: error });
}

function adviceFor(status: number, error: GraphError): string {
  if (status === 0)
    return "Microsoft Graph could not be reached. Check the network and GRAPH_BASE_URL, then try again.";
  if (status === 403) {
    return "Microsoft Graph refuses this (403): the permission is missing. Ask your administrator to grant it to the application.";
  }
  if (status === 429) return "Microsoft Graph is throttling requests (429). Wait a minute, then try again.";
  if (status >= 500) return `Microsoft Graph has a problem of its own (${status}). Try again later.`;
  return `Microsoft Graph refuses the request (${status} ${error.code ?? "unknown"}).`;
}
