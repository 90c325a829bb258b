import {
  type AuditEvent,
  createAuditLog,
  type createLogger,
  logSink,
  type OpenTelemetryOptions,
  openTelemetrySink,
  type RecordAuditEvent,
} from "@mcp-entra/auth-core";
import { clientForLog } from "./auth/clients/client-for-log.ts";

/** The destinations of a server's events: its log, and a collector if there is one. */
export async function openAuditLog(
  logger: ReturnType<typeof createLogger>,
  telemetry: OpenTelemetryOptions | undefined,
): Promise<{ audit: RecordAuditEvent; close: () => Promise<void> }> {
  const collector = telemetry && (await openTelemetrySink(telemetry));
  const record = createAuditLog([logSink(logger), ...(collector === undefined ? [] : [collector.sink])]);
  return {
    audit: (event) => record(withoutFreeText(event)),
    close: async () => collector?.close(),
  };
}

/** All other fields of an event come from us or from Entra. */
function withoutFreeText({ client, ...event }: AuditEvent): AuditEvent {
  return client === undefined ? event : { ...event, client: clientForLog(client) };
}
