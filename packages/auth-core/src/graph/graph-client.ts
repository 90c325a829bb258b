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

/** What the token has to satisfy. */
export interface TokenRequest {
  /** Graph has just refused the last token: a cached token does not help. */
  forceRefresh: boolean;
  /** What Graph demands in the next token, as JSON for Entra: a claims challenge. */
  claims?: string;
}

/** Where the Graph client gets its tokens. */
export interface GraphAccess {
  /** The Graph origin, without version. */
  baseUrl: string;
  getAccessToken(request: TokenRequest): Promise<string>;
  /** Cancels requests and their retries. */
  signal?: AbortSignal;
  /** Graph's time limit in seconds, with retries, after it has got a token; by default 30. */
  answerWithinSeconds?: number;
}

/** The longest time that a caller waits for Graph's Retry-After. For a longer time, a message is better. */
const longestRetryAfterSeconds = 10;

/**
 * Microsoft's Graph client with our own retries (429, 503 and 504 with a short Retry-After). It has one
 * addition: after a 401, it tries once with a new token before it reports an error, because Entra can end a
 * token early, and Graph can demand claims.
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
    // The client sends the token only to Microsoft's hosts. For other hosts, it sends no token and no error,
    // unless they are listed here.
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
      // The library appends its Authorization header. With the first header still there, the value would be
      // “Bearer old, Bearer new”.
      context.options = { ...context.options, headers };
      await following.execute(context);
    },
    setNext: () => undefined,
  };
}

/** The library's own handler would wait for up to three minutes, three times. No caller waits that long. */
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
