import { hashToken } from "../tokens/opaque-token.ts";

/** The security decisions that are recorded. */
export const auditEventNames = [
  "sign_in_started",
  "sign_in_finished",
  "sign_in_failed",
  "signed_out",
  "token_cache_set_aside",
  "client_registered",
  "client_document_refused",
  "consent_given",
  "consent_refused",
  "consent_revoked",
  "code_issued",
  "code_redeemed",
  "code_refused",
  "code_replayed",
  "session_created",
  "session_refreshed",
  "session_revoked",
  "session_expired",
  "refresh_refused",
  "callback_refused",
  "key_rotated",
  "record_refused",
  "token_refused",
  "tool_allowed",
  "tool_denied",
  "tool_failed",
] as const;

export type AuditEventName = (typeof auditEventNames)[number];

/**
 * One security decision. An event has only these fields. No field has free text that could contain a token.
 * We write `reason` ourselves, and never copy it from a request.
 */
export interface AuditEvent {
  event: AuditEventName;
  outcome: "success" | "failure";
  /** Shared by the events of one request, and of one sign-in from the question to the session. */
  correlation?: string | undefined;
  /** A short hash. It is enough to follow one session through the log, and gives no access. */
  session?: string | undefined;
  /** The user's object id (`oid`) in Entra. */
  user?: string | undefined;
  /** The MCP client's id. */
  client?: string | undefined;
  tool?: string | undefined;
  /** The AADSTS number, if Entra sent one. */
  entraCode?: number | undefined;
  reason?: string | undefined;
}

/** What a sink receives: the event and its time (ISO 8601, UTC). */
export type TimedAuditEvent = AuditEvent & { time: string };
export type AuditSink = (event: TimedAuditEvent) => void;
export type RecordAuditEvent = (event: AuditEvent) => void;

/**
 * Gives each event to every sink. If a sink throws, the request and the other sinks continue.
 *
 * @example
 * ```ts
 * const audit = createAuditLog([trail.record]);
 * audit({
 *   event: "tool_allowed",
 *   outcome: "success",
 *   tool: "getUserDetails",
 *   session: auditSessionId(sessionId),
 * });
 * expect(trail.recent()).toMatchObject([{ event: "tool_allowed", time: expect.stringMatching(/Z$/) }]);
 * ```
 */
export function createAuditLog(
  sinks: readonly AuditSink[],
  now: () => number = () => Date.now(),
): RecordAuditEvent {
  return (event) => {
    const timed = { time: new Date(now()).toISOString(), ...event };
    for (const sink of sinks) deliver(sink, timed);
  };
}

function deliver(sink: AuditSink, event: TimedAuditEvent): void {
  try {
    sink(event);
  } catch {
    // It is better to lose one record than to refuse every user because a disk is full.
  }
}

/**
 * The form in which a session id may be logged.
 *
 * @example
 * ```ts
 * expect(auditSessionId(sessionId)).toHaveLength(12);
 * expect(auditSessionId(sessionId)).not.toContain(sessionId.slice(0, 6));
 * ```
 */
export function auditSessionId(sessionId: string): string {
  return hashToken(sessionId).slice(0, 12);
}
