import { randomBytes } from "node:crypto";
import { type AuthenticStore, fingerprint, fingerprintMatches, type Now } from "@mcp-entra/auth-core";
import { ExpiredTokenError } from "./expired-token-error.ts";
import type { RefreshOutcome, RefreshRequest } from "./refresh-decision.ts";
import { createRefreshGraces } from "./refresh-grace.ts";
import { type CurrentRoles, rotateRefreshToken, type RotationParts } from "./rotate-refresh-token.ts";
import { createSessionTable } from "./session-table.ts";
import type { Session, SessionOwner, SessionPolicy } from "./session.ts";
import { mintTokens, sessionIdIn, type TokenPair, wholeSeconds } from "./token-pair.ts";

export interface Sessions {
  create(id: string, owner: SessionOwner): Promise<{ tokens: TokenPair; endsInSeconds: number }>;
  find(id: string | undefined): Promise<Session | undefined>;
  /**
   * The session of a valid, unexpired access token.
   *
   * @throws ExpiredTokenError if it is the session's own token and has expired. Any other token that only
   * begins with the session's id may come from an attacker.
   */
  findByAccessToken(token: string): Promise<Session | undefined>;
  /**
   * The session of one of its known tokens: from the current pair, or, during the grace, from the previous
   * pair.
   */
  findByOwnToken(token: string): Promise<Session | undefined>;
  /**
   * Returns a new pair and ends the old one. A pair that is younger than the grace is not replaced: it is
   * returned again, for its own refresh token and for the previous one. Any other token of this session gives
   * `reused`, and the caller has to end the session.
   *
   * @param currentRoles called before a pair is replaced, and returns the user's present roles. If it throws,
   * nothing is changed, and the same refresh token stays valid.
   */
  refresh(request: RefreshRequest, currentRoles: CurrentRoles): Promise<RefreshOutcome>;
  revoke(id: string): Promise<void>;
}

/** 128 random bits: the part of a token that identifies its session. */
export function createSessionId(): string {
  return randomBytes(16).toString("base64url");
}

/**
 * One row for each session. A token is `sessionId.secret`. One look-up finds the row, and the row has the
 * fingerprints of the current secrets. So to revoke a session, we delete one row, and the next request is
 * refused. An old refresh token is recognized without a list of old tokens.
 *
 * @param store a store that authenticates its records: a row decides what its user may do.
 */
export function createSessions(store: AuthenticStore, policy: SessionPolicy, now: Now): Sessions {
  const { refreshGraceSeconds } = policy;
  const table = createSessionTable(store, now);
  const graces = createRefreshGraces(store, { refreshGraceSeconds, now });
  const parts = { table, graces, policy, now };
  const find = async (id: string): Promise<Session | undefined> => (await table.find(id))?.session;

  return {
    create: async (id, { audience, userId, clientId, scopes, roles }) => {
      const endsAt = wholeSeconds(now() + policy.sessionSeconds * 1_000);
      const audienceFingerprint = fingerprint(audience);
      const owner = { id, userId, clientId, scopes, roles, audienceFingerprint, endsAt };
      const { tokens, record, grace } = mintTokens(owner, policy, now());
      await graces.keep(record.refreshFingerprint, grace);
      await table.put(id, record);
      return { tokens, endsInSeconds: policy.sessionSeconds };
    },
    find: async (id) => (id === undefined ? undefined : find(id)),
    findByAccessToken: async (token) => {
      const session = await find(sessionIdIn(token));
      return session !== undefined && (await isGoodAccessToken(parts, session, token)) ? session : undefined;
    },
    findByOwnToken: async (token) => {
      const session = await find(sessionIdIn(token));
      if (session === undefined) return undefined;
      const known = await knownFingerprints(parts, session);
      // defence:59-token The first part of a token is not a secret: it only identifies the session.
      if (!known.some((each) => fingerprintMatches(token, each))) return undefined;
      return session;
    },
    refresh: async (request, currentRoles) => rotateRefreshToken(request, parts, currentRoles),
    revoke: async (id) => table.delete(id),
  };
}

async function knownFingerprints(
  { graces }: Pick<RotationParts, "graces">,
  { accessFingerprint, refreshFingerprint }: Session,
): Promise<string[]> {
  const grace = await graces.find(refreshFingerprint);
  const again = grace?.again.map((each) => each.refreshFingerprint) ?? [];
  const retiring = grace?.retiring === undefined ? [] : [grace.retiring.accessFingerprint];
  return [accessFingerprint, refreshFingerprint, ...again, ...retiring];
}

async function isGoodAccessToken(
  { graces, now }: Pick<RotationParts, "graces" | "now">,
  session: Session,
  token: string,
): Promise<boolean> {
  if (fingerprintMatches(token, session.accessFingerprint)) {
    // defence:44
    if (session.accessExpiresAt <= now()) throw new ExpiredTokenError(session);
    return true;
  }
  const retiring = (await graces.find(session.refreshFingerprint))?.retiring;
  return (
    retiring !== undefined && retiring.until > now() && fingerprintMatches(token, retiring.accessFingerprint)
  );
}
