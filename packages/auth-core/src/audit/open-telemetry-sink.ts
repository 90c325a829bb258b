import type { AuditSink, TimedAuditEvent } from "./audit-log.ts";

export interface OpenTelemetryOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: the base address of a collector that speaks OTLP over HTTP. */
  endpoint: string;
  /** OTEL_EXPORTER_OTLP_HEADERS, such as an API key of the collector. */
  headers: Record<string, string>;
  serviceName: string;
  serviceVersion: string;
}

/** The time limit for sending the last events. */
const goodbyeMs = 2_000;

/**
 * Sends each event as a log record to an OpenTelemetry collector, in batches and in the background. The
 * libraries are loaded only here, so programs without a collector start faster. If the collector cannot be
 * reached, events are lost, but requests continue. At most 2,048 events wait for it.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 *
 * @example
 * ```ts
 * const { sink, close } = await openTelemetrySink({
 *   endpoint: "http://localhost:4318",
 *   headers: {},
 *   serviceName: "my-server",
 *   serviceVersion: "1.2.3",
 * });
 * const auditToCollector = createAuditLog([sink]);
 * // … and when the process ends, for the last events:
 * await close();
 * ```
 */
export async function openTelemetrySink(
  options: OpenTelemetryOptions,
): Promise<{ sink: AuditSink; close: () => Promise<void> }> {
  const [{ SeverityNumber }, { OTLPLogExporter }, sdk, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/exporter-logs-otlp-http"),
    import("@opentelemetry/sdk-logs"),
    import("@opentelemetry/resources"),
  ]);
  const url = `${options.endpoint.replace(/\/$/, "")}/v1/logs`;
  const exporter = new OTLPLogExporter({ url, headers: options.headers, timeoutMillis: 10_000 });
  const provider = new sdk.LoggerProvider({
    resource: resourceFromAttributes({
      "service.name": options.serviceName,
      "service.version": options.serviceVersion,
    }),
    processors: [new sdk.BatchLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger("audit");
  return {
    sink: (event) => {
      const severityNumber = event.outcome === "failure" ? SeverityNumber.WARN : SeverityNumber.INFO;
      logger.emit({ ...toLogRecord(event), severityNumber });
    },
    close: async () => {
      const tooLate = new Promise<void>((resolve) => void setTimeout(resolve, goodbyeMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), tooLate]);
    },
  };
}

function toLogRecord({ time, ...fields }: TimedAuditEvent) {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    eventName: `audit.${fields.event}`,
    timestamp: new Date(time),
    severityText: fields.outcome === "failure" ? "WARN" : "INFO",
    body: fields.event,
    attributes: Object.fromEntries(present.map(([name, value]) => [`audit.${name}`, value])),
  };
}
