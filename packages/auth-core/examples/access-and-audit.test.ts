import {
  auditSessionId,
  createAccessPolicy,
  createAuditLog,
  createAuditTrail,
  createCorrelation,
  createLogger,
  logSink,
  openTelemetrySink,
} from "@mcp-entra/auth-core";
import { expect, test } from "vitest";

test("who may call what", () => {
  // #region createAccessPolicy
  const policy = createAccessPolicy([
    ["listUsers", { scopes: ["User.ReadBasic.All"], roles: ["Directory.Reader"] }],
  ]);
  const grants = { scopes: ["User.Read"], roles: ["Directory.Reader"] };
  expect(policy.decide("listUsers", grants)).toMatchObject({
    kind: "scope_missing",
    missing: ["User.ReadBasic.All"],
  });
  expect(policy.decide("deleteUsers", grants)).toEqual({ kind: "unknown" });
  // #endregion
});

test("what is on record", () => {
  // #region createAuditTrail
  const trail = createAuditTrail(100);
  // #endregion
  const sessionId = "kq3bXo6WfYt0l2a9";
  // #region createAuditLog
  const audit = createAuditLog([trail.record]);
  audit({
    event: "tool_allowed",
    outcome: "success",
    tool: "getUserDetails",
    session: auditSessionId(sessionId),
  });
  expect(trail.recent()).toMatchObject([{ event: "tool_allowed", time: expect.stringMatching(/Z$/) }]);
  // #endregion
  // #region auditSessionId
  expect(auditSessionId(sessionId)).toHaveLength(12);
  expect(auditSessionId(sessionId)).not.toContain(sessionId.slice(0, 6));
  // #endregion
});

test("what belongs together", () => {
  // #region createCorrelation
  const correlation = createCorrelation();
  expect(correlation.current()).toBeUndefined();
  correlation.run(() => {
    expect(correlation.current()).toMatch(/^[0-9a-f-]{36}$/);
  });
  // #endregion
});

test("where events go", async () => {
  // #region createLogger
  const logger = createLogger("my-server", "warn");
  logger.info("not shown at this level");
  // #endregion
  // #region logSink
  const audit = createAuditLog([logSink(logger)]);
  // #endregion
  audit({ event: "sign_in_started", outcome: "success" });
  // #region openTelemetrySink
  const { sink, close } = await openTelemetrySink({
    endpoint: "http://localhost:4318",
    headers: {},
    serviceName: "my-server",
    serviceVersion: "1.2.3",
  });
  const auditToCollector = createAuditLog([sink]);
  // … and when the process ends, for the last events:
  await close();
  // #endregion
  expect(auditToCollector).toBeTypeOf("function");
});
