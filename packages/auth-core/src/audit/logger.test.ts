import { Writable } from "node:stream";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createAuditLog } from "./audit-log.ts";
import { logSink, type LogLevel } from "./logger.ts";

describe("audit events in the log", () => {
  it("are one JSON line each: failures as warnings, the rest as information", () => {
    const { record, lines } = logAt("info");
    record({ event: "sign_in_finished", outcome: "success", user: "oid-1" });
    record({ event: "sign_in_failed", outcome: "failure", reason: "declined", entraCode: 65_004 });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 30,
        event: "sign_in_finished",
        outcome: "success",
        user: "oid-1",
        msg: "audit",
      }),
      expect.objectContaining({ level: 40, event: "sign_in_failed", reason: "declined", entraCode: 65_004 }),
    ]);
  });

  it("still show failures at the level warn", () => {
    const { record, lines } = logAt("warn");
    record({ event: "sign_in_finished", outcome: "success" });
    record({ event: "sign_in_failed", outcome: "failure" });
    expect(lines()).toEqual([expect.objectContaining({ event: "sign_in_failed" })]);
  });
});

function logAt(level: LogLevel): { record: ReturnType<typeof createAuditLog>; lines: () => unknown[] } {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const record = createAuditLog([logSink(pino({ level }, stream))]);
  return { record, lines: () => written.map((line): unknown => JSON.parse(line)) };
}
