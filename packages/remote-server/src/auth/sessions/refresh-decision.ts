import { fingerprintMatches } from "@mcp-entra/auth-core";
import type { TokenPair } from "./token-pair.ts";
import { openPair, type RefreshGrace } from "./refresh-grace.ts";
import type { Session } from "./session.ts";

export interface RefreshRequest {
  refreshToken: string;
  clientId: string;
  /** The resource of the server that it is presented to. */
  audience: string;
  /** The scopes that the client asks for. Empty: the scopes that it has. */
  scopes: readonly string[];
}

/** Why a refresh is refused. */
type RefreshRefusal = "unknown" | "foreign_client" | "foreign_server" | "scope_widened";

export type RefreshOutcome =
  | { kind: "refreshed"; session: Session; tokens: TokenPair }
  | { kind: "refused"; reason: RefreshRefusal }
  | { kind: "reused"; session: Session };

/**
 * Decides what a refresh token of this session gets now. @param grace the record of the session's current
 * pair, if the pair is new.
 */
export function decideRefresh(
  session: Session,
  grace: RefreshGrace | undefined,
  { refreshToken, clientId, audience, scopes }: RefreshRequest,
  now: number,
): RefreshOutcome | { kind: "rotate" } {
  // defence:32 Another client cannot use a stolen refresh token (RFC 6749 §10.4).
  if (session.clientId !== clientId) return { kind: "refused", reason: "foreign_client" };
  // defence:48-refresh Another server with the same store did not begin this session, and would write its own
  // roles into it.
  if (!fingerprintMatches(audience, session.audienceFingerprint))
    return { kind: "refused", reason: "foreign_server" };
  // An access token in this place is a mistake, and not a theft.
  if (fingerprintMatches(refreshToken, session.accessFingerprint))
    return { kind: "refused", reason: "unknown" };
  const again = pairOnceMore(session, grace, refreshToken, now);
  const isCurrent = fingerprintMatches(refreshToken, session.refreshFingerprint);
  // defence:33-reuse Only a party that had a token of this session knows its id. If an old token comes, two
  // parties have tokens of the session. We cannot know which of them is the thief (RFC 9700 §4.14.2).
  if (again === undefined && !isCurrent) return { kind: "reused", session };
  // defence:35
  if (!scopes.every((scope) => session.scopes.includes(scope)))
    return { kind: "refused", reason: "scope_widened" };
  return again === undefined ? { kind: "rotate" } : { kind: "refreshed", session, tokens: again };
}

function pairOnceMore(
  { accessExpiresAt }: Session,
  grace: RefreshGrace | undefined,
  refreshToken: string,
  now: number,
): TokenPair | undefined {
  if (accessExpiresAt <= now) return undefined;
  const entry = grace?.again.find((each) => fingerprintMatches(refreshToken, each.refreshFingerprint));
  if (entry === undefined) return undefined;
  return {
    ...openPair(refreshToken, entry.sealedPair),
    expiresInSeconds: Math.floor((accessExpiresAt - now) / 1_000),
  };
}
