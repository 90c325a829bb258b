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

/** Where the events of a server process go: to its log, and to a collector if there is one. */
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

/** All else that an event holds is ours, or Entra's. */
function withoutFreeText({ client, ...event }: AuditEvent): AuditEvent {
  return client === undefined ? event : { ...event, client: clientForLog(client) };
}
