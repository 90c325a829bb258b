import {
  type AuthenticationProvider,
  Client,
  type Context,
  type Middleware,
  MiddlewareFactory,
} from "@microsoft/microsoft-graph-client";

/** Where the Graph client gets its tokens. */
export interface GraphAccess {
  /** The Graph origin, without version. */
  baseUrl: string;
  /** @param forceRefresh Graph has just refused the token from before: a cached one will not do. */
  getAccessToken(options: { forceRefresh: boolean }): Promise<string>;
  /** Ends requests and their retries. */
  signal?: AbortSignal;
}

/**
 * Microsoft's Graph client with its own retry chain (429, 503 and 504 with Retry-After), and one addition: a 401 gets
 * one forced token refresh before it becomes an error, since Entra can end a token before its time.
 *
 * @see https://learn.microsoft.com/graph/sdks/customize-client
 */
export function createGraphClient(access: GraphAccess): Client {
  const authProvider: AuthenticationProvider = {
    getAccessToken: async () => access.getAccessToken({ forceRefresh: false }),
  };
  const [authenticate, ...rest] = MiddlewareFactory.getDefaultMiddlewareChain(authProvider);
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
      await access.getAccessToken({ forceRefresh: true });
      // The library appends its Authorization header: on top of the first one it would read “Bearer old, Bearer new”.
      context.options = { ...context.options, headers };
      await following.execute(context);
    },
    setNext: () => undefined,
  };
}
