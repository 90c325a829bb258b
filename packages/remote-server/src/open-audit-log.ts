import {
  createAuditLog,
  type createLogger,
  logSink,
  type OpenTelemetryOptions,
  openTelemetrySink,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core";

/** Where the events of a server process go: to its log, and to a collector if there is one. */
export async function openAuditLog(
  logger: ReturnType<typeof createLogger>,
  telemetry: OpenTelemetryOptions | undefined,
): Promise<{ audit: RecordAuditEvent; close: () => Promise<void> }> {
  const collector = telemetry && (await openTelemetrySink(telemetry));
  return {
    audit: createAuditLog([logSink(logger), ...(collector === undefined ? [] : [collector.sink])]),
    close: async () => collector?.close(),
  };
}
