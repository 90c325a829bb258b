import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";

/**
 * What tools and limits know about the caller. It comes from our session or from a token of Entra. They do
 * not see the difference.
 */
export interface CallerSession {
  /** It belongs to one user and one client, is never used again, and is not a secret. */
  id: string;
  /** The user's object id (`oid`) in Entra. */
  userId: string;
  clientId: string;
  /** Our scopes, as the user has allowed them to the client. */
  scopes: readonly string[];
  /** The user's app roles. */
  roles: readonly string[];
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/** `requireBearerAuth` writes this on the request: the session of its token. */
export interface SessionAuthInfo extends AuthInfo {
  extra: { session: CallerSession };
}

/** The session of a request, from our own token check. Never from data of the client. */
export function sessionOf(authInfo: unknown): CallerSession {
  if (!hasSession(authInfo)) throw new Error("This route has no token check in front of it.");
  return authInfo.extra.session;
}

/** Without a schema: each guard reads it, and a schema took more time than the guards. */
function hasSession(authInfo: unknown): authInfo is SessionAuthInfo {
  if (typeof authInfo !== "object" || authInfo === null || !("extra" in authInfo)) return false;
  const { extra } = authInfo;
  return typeof extra === "object" && extra !== null && "session" in extra && Boolean(extra.session);
}
