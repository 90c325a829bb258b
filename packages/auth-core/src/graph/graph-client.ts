import {
  type AuthenticationProvider,
  Client,
  type Context,
  type Middleware,
  MiddlewareFactory,
  RetryHandler,
  RetryHandlerOptions,
} from "@microsoft/microsoft-graph-client";
import { claimsChallengeOf } from "./claims-challenge.ts";

/** What is wanted of a token. */
export interface TokenRequest {
  /** Graph has just refused the token from before: a cached one will not do. */
  forceRefresh: boolean;
  /** What Graph demands of the next one, as JSON for Entra: a claims challenge. */
  claims?: string;
}

/** Where the Graph client gets its tokens. */
export interface GraphAccess {
  /** The Graph origin, without version. */
  baseUrl: string;
  getAccessToken(request: TokenRequest): Promise<string>;
  /** Ends requests and their retries. */
  signal?: AbortSignal;
  /** How long Graph has, retries included, once it has been given a token; 30 unless given. */
  answerWithinSeconds?: number;
}

/** The longest that a caller is kept waiting for Graph's Retry-After; a person should rather hear about it. */
const longestRetryAfterSeconds = 10;

/**
 * Microsoft's Graph client with its own retry chain (429, 503 and 504 with a short Retry-After), and one addition: a 401 gets
 * one new token before it becomes an error, since Entra can end a token before its time, and Graph can ask for more.
 *
 * @see https://learn.microsoft.com/graph/sdks/customize-client
 *
 * @example
 * ```ts
 * const graph = createGraphClient(access);
 * expect(await graph.api("/me").select("id").get()).toMatchObject({ id: ada.id });
 * ```
 */
export function createGraphClient(access: GraphAccess): Client {
  const authProvider: AuthenticationProvider = {
    getAccessToken: async () => access.getAccessToken({ forceRefresh: false }),
  };
  const [authenticate, ...rest] =
    MiddlewareFactory.getDefaultMiddlewareChain(authProvider).map(retrySoonOnly);
  if (authenticate === undefined) throw new Error("The Graph client has no middleware chain.");
  return Client.initWithMiddleware({
    baseUrl: access.baseUrl,
    // The client sends the token to Microsoft's hosts only, and silently leaves it out elsewhere unless told so.
    customHosts: new Set([new URL(access.baseUrl).hostname]),
    ...(access.signal === undefined ? {} : { fetchOptions: { signal: access.signal } }),
    middleware: [refreshOnceOn401(access, authenticate), authenticate, ...rest],
  });
}

function refreshOnceOn401(access: GraphAccess, following: Middleware): Middleware {
  return {
    execute: async (context: Context) => {
      const headers = new Headers(context.options?.headers);
      await following.execute(context);
      if (context.response?.status !== 401) return;
      const claims = claimsChallengeOf(context.response);
      await access.getAccessToken({ forceRefresh: true, ...(claims !== undefined && { claims }) });
      // The library appends its Authorization header: on top of the first one it would read “Bearer old, Bearer new”.
      context.options = { ...context.options, headers };
      await following.execute(context);
    },
    setNext: () => undefined,
  };
}

/** The library's own handler would wait for up to three minutes, three times, while everybody has long given up. */
function retrySoonOnly(middleware: Middleware): Middleware {
  if (!(middleware instanceof RetryHandler)) return middleware;
  return new RetryHandler(
    new RetryHandlerOptions(undefined, undefined, (_delay, _attempt, _request, _options, response) =>
      isSoon(response),
    ),
  );
}

function isSoon(response: Response): boolean {
  return (retryAfterSeconds(response.headers) ?? 0) <= longestRetryAfterSeconds;
}

/** Graph sends seconds; RFC 9110 §10.2.3 allows a date, too. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(Math.ceil(seconds), 0);
}
