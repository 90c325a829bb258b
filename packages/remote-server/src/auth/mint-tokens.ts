import { createOpaqueToken, hashToken } from "@mcp-entra/auth-core";
import { sealPair } from "./refresh-grace.ts";
import type { Session, SessionOwner, SessionPolicy, SessionRecord } from "./session.ts";

/** What an MCP client gets. Both tokens are opaque, and neither is Entra's. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

interface Minted {
  tokens: TokenPair;
  record: SessionRecord;
}

/** The first pair of a session. */
export function mintTokens(owner: SessionOwner, policy: SessionPolicy, now: number): Minted {
  const { id, userId, clientId, audience, scopes, endsAt } = owner;
  const accessToken = `${id}.${createOpaqueToken()}`;
  const refreshToken = `${id}.${createOpaqueToken()}`;
  // An access token never outlives its session.
  const accessExpiresAt = Math.min(now + policy.accessTokenSeconds * 1_000, endsAt);
  const record: SessionRecord = {
    userId,
    clientId,
    audience,
    scopes,
    endsAt,
    accessHash: hashToken(accessToken),
    accessExpiresAt,
    refreshHash: hashToken(refreshToken),
    again: [
      {
        refreshHash: hashToken(refreshToken),
        sealedPair: sealPair(refreshToken, { accessToken, refreshToken }),
      },
    ],
    againUntil: now + policy.refreshGraceSeconds * 1_000,
  };
  const expiresInSeconds = Math.floor((accessExpiresAt - now) / 1_000);
  return { tokens: { accessToken, refreshToken, expiresInSeconds }, record };
}

/** The pair that replaces the session's current one. @param presented the refresh token that it is given for. */
export function replaceTokens(
  session: Session,
  presented: string,
  policy: SessionPolicy,
  now: number,
): Minted {
  const { tokens, record } = mintTokens(session, policy, now);
  record.again.push({ refreshHash: session.refreshHash, sealedPair: sealPair(presented, tokens) });
  const until = Math.min(session.accessExpiresAt, record.againUntil);
  if (until > now) record.retiring = { accessHash: session.accessHash, until };
  return { tokens, record };
}
