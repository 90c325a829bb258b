import { createOpaqueToken, fingerprint } from "@mcp-entra/auth-core";
import { type RefreshGrace, sealPair } from "./refresh-grace.ts";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Session, SessionPolicy, SessionRecord } from "./session.ts";

/** The tokens of an MCP client. Both are opaque, and neither is a token of Entra. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

interface Minted {
  tokens: TokenPair;
  record: SessionRecord;
  grace: RefreshGrace;
}

type Owner = Omit<Session, "accessFingerprint" | "refreshFingerprint" | "accessExpiresAt">;

/** The first pair of a session. */
export function mintTokens(owner: Owner, policy: SessionPolicy, now: number): Minted {
  const { id, ...whose } = owner;
  const accessToken = `${id}.${createOpaqueToken()}`;
  const refreshToken = `${id}.${createOpaqueToken()}`;
  // An access token never expires after its session.
  const accessExpiresAt = Math.min(wholeSeconds(now + policy.accessTokenSeconds * 1_000), owner.endsAt);
  const record: SessionRecord = {
    ...whose,
    accessFingerprint: fingerprint(accessToken),
    refreshFingerprint: fingerprint(refreshToken),
    accessExpiresAt,
  };
  const { refreshFingerprint } = record;
  const sealedPair = sealPair(refreshToken, { accessToken, refreshToken });
  const until = now + policy.refreshGraceSeconds * 1_000;
  const grace: RefreshGrace = { again: [{ refreshFingerprint, sealedPair }], until };
  const expiresInSeconds = Math.floor((accessExpiresAt - now) / 1_000);
  return { tokens: { accessToken, refreshToken, expiresInSeconds }, record, grace };
}

/**
 * The pair that replaces the session's current pair.
 *
 * @param session the new state; its hashes are still the old ones.
 * @param presented the refresh token that asks for it.
 */
export function replaceTokens(
  session: Session,
  presented: string,
  policy: SessionPolicy,
  now: number,
): Minted {
  const { refreshFingerprint, accessFingerprint, accessExpiresAt, ...owner } = session;
  const minted = mintTokens(owner, policy, now);
  const { tokens, grace } = minted;
  grace.again.push({ refreshFingerprint, sealedPair: sealPair(presented, tokens) });
  grace.retiring = { accessFingerprint, until: Math.min(accessExpiresAt, grace.until) };
  return minted;
}

/** The first part of a token says which session it belongs to. */
export function sessionIdIn(token: string): string {
  return token.slice(0, Math.max(token.indexOf("."), 0));
}

/** The token response (RFC 6749 §5.1). */
export function toOAuthTokens(tokens: TokenPair, scopes: readonly string[]): OAuthTokens {
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: tokens.expiresInSeconds,
    refresh_token: tokens.refreshToken,
    scope: scopes.join(" "),
  };
}

/** Rows keep times in seconds. */
export function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000) * 1_000;
}
