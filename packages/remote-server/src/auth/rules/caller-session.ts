import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";

/**
 * What tools and limits know of who calls: a session of ours, or what a token of Entra's stands for. They do not ask which.
 */
export interface CallerSession {
  /** Of one user and one client, never given out twice, and of no use to anybody who reads it. */
  id: string;
  /** The user's object id (`oid`) in Entra. */
  userId: string;
  clientId: string;
  /** Ours, as the user has let the client have them. */
  scopes: readonly string[];
  /** The user's app roles. */
  roles: readonly string[];
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/** What `requireBearerAuth` leaves on a request: whose session stands behind it. */
export interface SessionAuthInfo extends AuthInfo {
  extra: { session: CallerSession };
}

/** The session behind a request, as our own token check left it; never what a client wrote into its request. */
export function sessionOf(authInfo: unknown): CallerSession {
  if (!hasSession(authInfo)) throw new Error("This route has no token check in front of it.");
  return authInfo.extra.session;
}

/** Without a schema: each guard of a request asks, and a schema took longer than what they do. */
function hasSession(authInfo: unknown): authInfo is SessionAuthInfo {
  if (typeof authInfo !== "object" || authInfo === null || !("extra" in authInfo)) return false;
  const { extra } = authInfo;
  return typeof extra === "object" && extra !== null && "session" in extra && Boolean(extra.session);
}
