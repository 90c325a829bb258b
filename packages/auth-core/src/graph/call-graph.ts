import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { AuthenticationError, GraphRequestError } from "../errors/errors.ts";
import { throughProxy } from "../errors/through-proxy.ts";
import { claimsChallengeOf } from "./claims-challenge.ts";
import { createDeadline } from "./deadline.ts";
import { createGraphClient, type GraphAccess, retryAfterSeconds } from "./graph-client.ts";

/**
 * Runs `work` with a Graph client, and turns its errors into our errors.
 *
 * @throws AuthenticationError if there is no token, or if Graph also refuses a new one.
 * @throws GraphRequestError for all other errors of Graph, or if Graph cannot be reached or is too slow
 * (status 0).
 *
 * @example
 * ```ts
 * const { value: groups } = await callGraph(access, async (graph) => graph.api("/me/memberOf").get());
 * ```
 */
export async function callGraph<Result>(
  access: GraphAccess,
  work: (graph: Client) => Promise<Result>,
): Promise<Result> {
  // The Graph client wraps the errors of its token source and loses their type, so we keep the error here.
  let refusal: { error: unknown } | undefined;
  const seconds = access.answerWithinSeconds ?? 30;
  const deadline = createDeadline(seconds, () => tooSlow(seconds, access.baseUrl));
  const graph = createGraphClient({
    ...access,
    signal: AbortSignal.any([deadline.signal, ...(access.signal === undefined ? [] : [access.signal])]),
    getAccessToken: async (request) => {
      // A person may need minutes to sign in. This time does not count for Graph.
      deadline.stop();
      try {
        return await access.getAccessToken(request);
      } catch (error) {
        refusal = { error };
        throw error;
      } finally {
        deadline.start();
      }
    },
  });
  try {
    // Also as a race: between two attempts, the library waits and does not check the signal.
    return await Promise.race([work(graph), deadline.passed]);
  } catch (error) {
    if (refusal !== undefined) throw refusal.error;
    throw deadline.signal.aborted ? deadline.signal.reason : toGraphRequestError(error, access.baseUrl);
  } finally {
    deadline.stop();
  }
}

function tooSlow(seconds: number, baseUrl: string): GraphRequestError {
  return new GraphRequestError(
    0,
    `Microsoft Graph did not answer${throughProxy(baseUrl)} within ${seconds} seconds. Try again; if this happens again, check the network and GRAPH_BASE_URL.`,
  );
}

function toGraphRequestError(error: unknown, baseUrl: string): Error {
  if (!(error instanceof GraphError)) return error instanceof Error ? error : new Error(String(error));
  const status = Math.max(error.statusCode, 0);
  if (status === 401) {
    const claims = error.headers && claimsChallengeOf({ headers: error.headers });
    const message = "Microsoft Graph refuses the sign-in. Sign in again.";
    return new AuthenticationError("sign_in_required", message, { cause: error, claims });
  }
  return new GraphRequestError(status, adviceFor(status, error, baseUrl), { cause: error });
}

function adviceFor(status: number, error: GraphError, baseUrl: string): string {
  if (status === 0)
    return `Microsoft Graph could not be reached${throughProxy(baseUrl)}. Check the network and GRAPH_BASE_URL, then try again.`;
  if (status === 403) {
    return "Microsoft Graph refuses this (403): the permission is missing. Ask your administrator to grant it to the application.";
  }
  if (status === 429) {
    const seconds = (error.headers && retryAfterSeconds(error.headers)) || 0;
    const pause = seconds > 0 ? `${seconds} seconds` : "a minute";
    return `Microsoft Graph is throttling requests (429). Wait ${pause}, then try again.`;
  }
  if (status >= 500) return `Microsoft Graph has an internal error (${status}). Try again later.`;
  return `Microsoft Graph refuses the request (${status} ${error.code ?? "unknown"}).`;
}
