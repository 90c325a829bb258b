import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import type { CallerSession } from "../rules/caller-session.ts";
import type { EntraTokenStore } from "../entra/entra-token-store.ts";
import type { SessionEndings } from "./session-endings.ts";
import { auditFieldsOf } from "./session.ts";
import type { Sessions } from "./sessions.ts";

export interface SessionEndParts {
  sessions: Pick<Sessions, "find" | "revoke">;
  entraTokenStore: Pick<EntraTokenStore, "forget">;
  endings: Pick<SessionEndings, "announce">;
  audit: RecordAuditEvent;
}

/**
 * Ends a session and deletes everything that belongs to it. @param entraCode the AADSTS number, if an error
 * of Entra is the reason.
 */
export async function endSession(
  { sessions, entraTokenStore, endings, audit }: SessionEndParts,
  session: CallerSession,
  reason: string,
  entraCode?: number,
): Promise<void> {
  const existed = (await sessions.find(session.id)) !== undefined;
  // defence:58-order The row is deleted last. If this process is killed in between, the next request still
  // finds the row and ends the session. A session without Entra's tokens ends when it is used. In the other
  // order, Entra's tokens would stay for days, and no record would refer to them.
  await entraTokenStore.forget(session.id);
  await sessions.revoke(session.id);
  endings.announce(session.id);
  if (!existed) return;
  audit({ event: "session_revoked", outcome: "success", reason, entraCode, ...auditFieldsOf(session) });
}
