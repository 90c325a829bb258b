import { auditSessionId } from "@mcp-entra/auth-core";

/** How long things last. */
export interface SessionPolicy {
  /** Life of an access token. */
  accessTokenSeconds: number;
  /** Life of a session, however often it is refreshed; then the user signs in again. */
  sessionSeconds: number;
  /** For how long a pair of tokens is handed out again rather than replaced; see `Sessions.refresh`. */
  refreshGraceSeconds: number;
}

export const defaultSessionPolicy: SessionPolicy = {
  accessTokenSeconds: 60 * 60,
  sessionSeconds: 7 * 24 * 60 * 60,
  refreshGraceSeconds: 30,
};

/** What is kept of a session. Times are milliseconds since the epoch, in whole seconds. */
export interface SessionRecord {
  userId: string;
  clientId: string;
  /** Of the resource that the tokens are for: two servers on one store do not accept each other's. */
  audienceFingerprint: string;
  scopes: string[];
  /** The user's app roles, as Entra named them at the sign-in or at the last refresh. */
  roles: string[];
  /** Of the access token that is good right now, and of the refresh token. */
  accessFingerprint: string;
  refreshFingerprint: string;
  accessExpiresAt: number;
  endsAt: number;
}

/** Who is behind a token, and until when. */
export interface Session extends SessionRecord {
  id: string;
}

/** Whose session it is, and what it is for. */
export type SessionOwner = Pick<Session, "userId" | "clientId" | "scopes" | "roles"> & {
  /** The resource that the tokens are for. */
  audience: string;
};

/** What the audit log says about a session. */
export function auditFieldsOf({ id, userId, clientId }: Pick<Session, "id" | "userId" | "clientId">) {
  return { session: auditSessionId(id), user: userId, client: clientId };
}
