import type { Now } from "@mcp-entra/auth-core";
import { decideRefresh, type RefreshOutcome, type RefreshRequest } from "./refresh-decision.ts";
import type { RefreshGraces } from "./refresh-grace.ts";
import type { SessionTable } from "./session-table.ts";
import type { Session, SessionPolicy } from "./session.ts";
import { replaceTokens, sessionIdIn } from "./token-pair.ts";

export interface RotationParts {
  table: SessionTable;
  graces: RefreshGraces;
  policy: SessionPolicy;
  now: Now;
}

export type CurrentRoles = (session: Session) => Promise<string[]>;

/** Replaces the old pair with a new one; see `Sessions.refresh`. */
export async function rotateRefreshToken(
  request: RefreshRequest,
  parts: RotationParts,
  currentRoles: CurrentRoles,
): Promise<RefreshOutcome> {
  const { table, policy, now, graces } = parts;
  const id = sessionIdIn(request.refreshToken);
  const found = await table.find(id);
  if (found === undefined) return { kind: "refused", reason: "unknown" };
  const decided = await decide(found.session, request, parts);
  if (decided.kind !== "rotate") return decided;
  const session = { ...found.session, roles: await currentRoles(found.session) };
  const { tokens, record, grace } = replaceTokens(session, request.refreshToken, policy, now());
  // First the grace record, then the row: see RefreshGraces.
  await graces.keep(record.refreshFingerprint, grace);
  // defence:34 If two refreshes come at the same moment, only one succeeds in writing the row.
  if (await table.replace(found, record)) {
    return { kind: "refreshed", session, tokens };
  }
  // Another request with the same token was faster. This request gets the same pair.
  const current = (await table.find(id))?.session;
  const shared = current === undefined ? undefined : await decide(current, request, parts);
  return shared === undefined || shared.kind === "rotate" ? { kind: "refused", reason: "unknown" } : shared;
}

async function decide(session: Session, request: RefreshRequest, { graces, now }: RotationParts) {
  return decideRefresh(session, await graces.find(session.refreshFingerprint), request, now());
}
