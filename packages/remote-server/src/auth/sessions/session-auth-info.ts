import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import { z } from "zod";
import type { Session } from "./session.ts";

/** What `requireBearerAuth` leaves on a request: whose session stands behind it. */
export interface SessionAuthInfo extends AuthInfo {
  extra: { session: Session };
}

const sessionAuthInfo = z.object({
  extra: z.object({ session: z.custom<Session>((value) => value !== null) }),
});

/** The session behind a request, as our own token check left it; never what a client wrote into its request. */
export function sessionOf(authInfo: unknown): Session {
  return sessionAuthInfo.parse(authInfo).extra.session;
}
