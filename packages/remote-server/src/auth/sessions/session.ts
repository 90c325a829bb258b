import { auditSessionId } from "@mcp-entra/auth-core";

/** Lifetimes. */
export interface SessionPolicy {
  /** Lifetime of an access token. */
  accessTokenSeconds: number;
  /** Lifetime of a session. Refreshes do not extend it. After that, the user signs in again. */
  sessionSeconds: number;
  /** How long a pair of tokens is sent again and not replaced; see `Sessions.refresh`. */
  refreshGraceSeconds: number;
}

export const defaultSessionPolicy: SessionPolicy = {
  accessTokenSeconds: 60 * 60,
  sessionSeconds: 7 * 24 * 60 * 60,
  refreshGraceSeconds: 30,
};

/** The stored fields of a session. Times are milliseconds since the epoch, in whole seconds. */
export interface SessionRecord {
  userId: string;
  clientId: string;
  /**
   * The fingerprint of the resource that the tokens are for: two servers on one store do not accept each
   * other's tokens.
   */
  audienceFingerprint: string;
  scopes: string[];
  /** The user's app roles, from the sign-in or the last refresh. */
  roles: string[];
  /** The fingerprints of the current access token and of the current refresh token. */
  accessFingerprint: string;
  refreshFingerprint: string;
  accessExpiresAt: number;
  endsAt: number;
}

/** The session of a token, and its expiry. */
export interface Session extends SessionRecord {
  id: string;
}

/** What a new session is made for. */
export type SessionOwner = Pick<Session, "userId" | "clientId" | "scopes" | "roles"> & {
  /** The resource that the tokens are for. */
  audience: string;
};

/** The fields of a session in the audit log. */
export function auditFieldsOf({ id, userId, clientId }: Pick<Session, "id" | "userId" | "clientId">) {
  return { session: auditSessionId(id), user: userId, client: clientId };
}
