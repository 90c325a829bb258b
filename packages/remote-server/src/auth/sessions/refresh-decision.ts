import { fingerprintMatches } from "@mcp-entra/auth-core";
import type { TokenPair } from "./token-pair.ts";
import { openPair, type RefreshGrace } from "./refresh-grace.ts";
import type { Session } from "./session.ts";

export interface RefreshRequest {
  refreshToken: string;
  clientId: string;
  /** The resource of the server that it is presented to. */
  audience: string;
  /** What the client asks for; empty: what it has. */
  scopes: readonly string[];
}

/** Why a refresh is refused. */
type RefreshRefusal = "unknown" | "foreign_client" | "foreign_server" | "scope_widened";

export type RefreshOutcome =
  | { kind: "refreshed"; session: Session; tokens: TokenPair }
  | { kind: "refused"; reason: RefreshRefusal }
  | { kind: "reused"; session: Session };

/** What a refresh token of this session is good for right now. @param grace of the session's current pair, if it is young. */
export function decideRefresh(
  session: Session,
  grace: RefreshGrace | undefined,
  { refreshToken, clientId, audience, scopes }: RefreshRequest,
  now: number,
): RefreshOutcome | { kind: "rotate" } {
  // defence:32 A stolen refresh token is of no use to another client (RFC 6749 §10.4).
  if (session.clientId !== clientId) return { kind: "refused", reason: "foreign_client" };
  // defence:48-refresh Another server on the same store did not begin this session; the roles that it would put in are not ours.
  if (!fingerprintMatches(audience, session.audienceFingerprint))
    return { kind: "refused", reason: "foreign_server" };
  // An access token in the wrong place is a mistake and no theft.
  if (fingerprintMatches(refreshToken, session.accessFingerprint))
    return { kind: "refused", reason: "unknown" };
  const again = pairOnceMore(session, grace, refreshToken, now);
  const isCurrent = fingerprintMatches(refreshToken, session.refreshFingerprint);
  // defence:33-reuse Only a holder of its tokens knows this session's id. An old token means that two parties hold the
  // session's tokens, and we cannot tell which of them is the thief (RFC 9700 §4.14.2).
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
