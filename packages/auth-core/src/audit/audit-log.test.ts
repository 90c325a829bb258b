import { describe, expect, it } from "vitest";
import { type AuditSink, auditSessionId, createAuditLog, type TimedAuditEvent } from "./audit-log.ts";

const event = { event: "tool_allowed", outcome: "success", tool: "getUserDetails" } as const;

const fullDisk: AuditSink = () => {
  throw new Error("ENOSPC");
};

describe("the audit log", () => {
  it("hands each event, with its time, to every sink", () => {
    const first: TimedAuditEvent[] = [];
    const second: TimedAuditEvent[] = [];
    const record = createAuditLog(
      [(each) => first.push(each), (each) => second.push(each)],
      () => 1_750_000_000_000,
    );
    record(event);
    expect(first).toEqual([{ time: "2025-06-15T15:06:40.000Z", ...event }]);
    expect(second).toEqual(first);
  });

  it("survives a sink that throws, and so do the sinks behind it", () => {
    const received: TimedAuditEvent[] = [];
    const record = createAuditLog([fullDisk, (each) => received.push(each)]);
    expect(() => record(event)).not.toThrow();
    expect(received).toHaveLength(1);
  });

  it("names a session by a short hash that does not open it", () => {
    const session = "kR3wqLr9X0mZb7Yt1QvP5sNcJ8dUaHfE2gViTxOoWiA";
    expect(auditSessionId(session)).toMatch(/^[\w-]{12}$/);
    expect(auditSessionId(session)).toBe(auditSessionId(session));
    expect(auditSessionId(session)).not.toBe(auditSessionId(`${session}x`));
    expect(session).not.toContain(auditSessionId(session));
  });
});
