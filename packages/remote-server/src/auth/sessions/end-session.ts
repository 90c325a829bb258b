import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import type { EntraTokenStore } from "../entra/entra-token-store.ts";
import type { SessionEndings } from "./session-endings.ts";
import { auditFieldsOf, type Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

export interface SessionEndParts {
  sessions: Pick<Sessions, "find" | "revoke">;
  entraTokenStore: Pick<EntraTokenStore, "forget">;
  endings: Pick<SessionEndings, "announce">;
  audit: RecordAuditEvent;
}

/** Ends a session, with everything that hangs on it. @param entraCode of Entra's AADSTS error, where that is the reason. */
export async function endSession(
  { sessions, entraTokenStore, endings, audit }: SessionEndParts,
  session: Session,
  reason: string,
  entraCode?: number,
): Promise<void> {
  const existed = (await sessions.find(session.id)) !== undefined;
  // The session first: whoever finds Entra's tokens without a session behind them throws them away.
  await sessions.revoke(session.id);
  endings.announce(session.id);
  await entraTokenStore.forget(session.id);
  if (!existed) return;
  audit({ event: "session_revoked", outcome: "success", reason, entraCode, ...auditFieldsOf(session) });
}
