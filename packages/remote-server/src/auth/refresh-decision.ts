import { tokenMatches } from "@mcp-entra/auth-core";
import type { TokenPair } from "./mint-tokens.ts";
import { openSuccessor } from "./refresh-grace.ts";
import type { Session } from "./session.ts";

export interface RefreshRequest {
  refreshToken: string;
  clientId: string;
  /** What the client asks for; empty: what it has. */
  scopes: readonly string[];
}

export type RefreshOutcome =
  | { kind: "refreshed"; session: Session; tokens: TokenPair }
  | { kind: "unknown" }
  | { kind: "foreign_client" }
  | { kind: "scope_widened" }
  | { kind: "reused"; session: Session };

/** What a refresh token of this session is good for right now. */
export function decideRefresh(
  session: Session,
  { refreshToken, clientId, scopes }: RefreshRequest,
  now: number,
): RefreshOutcome | { kind: "rotate" } {
  // A stolen refresh token is of no use to another client (RFC 6749 §10.4).
  if (session.clientId !== clientId) return { kind: "foreign_client" };
  // An access token in the wrong place is a mistake and no theft.
  if (tokenMatches(refreshToken, session.accessHash)) return { kind: "unknown" };
  const isCurrent = tokenMatches(refreshToken, session.refreshHash);
  const previous = isCurrent ? undefined : inGrace(session, refreshToken, now);
  // Whoever knows this session's id held one of its tokens. An old one means that two parties hold the family, and
  // nobody can tell which of them is the thief (RFC 9700 §4.14.2).
  if (!isCurrent && previous === undefined) return { kind: "reused", session };
  if (!scopes.every((scope) => session.scopes.includes(scope))) return { kind: "scope_widened" };
  if (previous === undefined) return { kind: "rotate" };
  const expiresInSeconds = Math.max(Math.floor((session.accessExpiresAt - now) / 1_000), 0);
  const tokens = { ...openSuccessor(refreshToken, previous.successor), expiresInSeconds };
  return { kind: "refreshed", session, tokens };
}

function inGrace({ previous }: Session, refreshToken: string, now: number): Session["previous"] {
  if (previous === undefined || previous.until <= now) return undefined;
  return tokenMatches(refreshToken, previous.refreshHash) ? previous : undefined;
}
