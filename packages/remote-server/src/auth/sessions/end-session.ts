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

/** Ends a session, with everything that hangs on it. @param entraCode of Entra's AADSTS error, where that is the reason. */
export async function endSession(
  { sessions, entraTokenStore, endings, audit }: SessionEndParts,
  session: CallerSession,
  reason: string,
  entraCode?: number,
): Promise<void> {
  const existed = (await sessions.find(session.id)) !== undefined;
  // defence:58-order The row goes last. If this process is killed in between, the next request still finds it, and ends the rest; and a
  // session without Entra's tokens ends itself when it is used. The other way round, Entra's tokens would stay for days, with nothing
  // that leads to them.
  await entraTokenStore.forget(session.id);
  await sessions.revoke(session.id);
  endings.announce(session.id);
  if (!existed) return;
  audit({ event: "session_revoked", outcome: "success", reason, entraCode, ...auditFieldsOf(session) });
}
