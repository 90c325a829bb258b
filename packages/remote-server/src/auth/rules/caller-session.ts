import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import { z } from "zod";

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

const sessionAuthInfo = z.object({
  extra: z.object({ session: z.custom<CallerSession>((value) => value !== null) }),
});

/** The session behind a request, as our own token check left it; never what a client wrote into its request. */
export function sessionOf(authInfo: unknown): CallerSession {
  return sessionAuthInfo.parse(authInfo).extra.session;
}
