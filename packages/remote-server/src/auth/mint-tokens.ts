import { createOpaqueToken, hashToken } from "@mcp-entra/auth-core";
import { sealSuccessor } from "./refresh-grace.ts";
import type { Session, SessionPolicy, SessionRecord } from "./session.ts";

/** What an MCP client gets. Both tokens are opaque, and neither is Entra's. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

interface Circumstances {
  policy: SessionPolicy;
  now: number;
  /** The refresh token that the pair is handed out for. */
  inExchangeFor?: string;
}

/** A fresh pair for a session, and the record that knows it by its hashes. */
export function mintTokens(
  { id, userId, clientId, scopes, endsAt }: Pick<Session, "id" | "userId" | "clientId" | "scopes" | "endsAt">,
  { policy, now, inExchangeFor }: Circumstances,
): { tokens: TokenPair; record: SessionRecord } {
  const accessToken = `${id}.${createOpaqueToken()}`;
  const refreshToken = `${id}.${createOpaqueToken()}`;
  // An access token never outlives its session.
  const accessExpiresAt = Math.min(now + policy.accessTokenSeconds * 1_000, endsAt);
  const record: SessionRecord = {
    userId,
    clientId,
    scopes,
    endsAt,
    accessHash: hashToken(accessToken),
    accessExpiresAt,
    refreshHash: hashToken(refreshToken),
  };
  if (inExchangeFor !== undefined) {
    record.previous = {
      refreshHash: hashToken(inExchangeFor),
      until: now + policy.refreshGraceSeconds * 1_000,
      successor: sealSuccessor(inExchangeFor, { accessToken, refreshToken }),
    };
  }
  const expiresInSeconds = Math.floor((accessExpiresAt - now) / 1_000);
  return { tokens: { accessToken, refreshToken, expiresInSeconds }, record };
}
