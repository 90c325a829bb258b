import type { OpenTelemetryOptions, VariableHelp } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import { serverVersion } from "./tools/server-version.ts";

const help = (text: VariableHelp): VariableHelp => text;

/** The names and formats of OpenTelemetry, so that a collector's documentation applies. */
export const telemetryVariables = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta(
      help({
        expected: "the base address of an OpenTelemetry collector (OTLP over HTTP)",
        example: "http://localhost:4318",
        // It can contain a user name and a password.
        secret: true,
      }),
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/)
    .optional()
    .meta(help({ expected: "name=value pairs, comma between them", example: "api-key=…", secret: true })),
  OTEL_SERVICE_NAME: z
    .string()
    .default("remote-server")
    .meta(help({ expected: "the name of this service in the collector", example: "remote-server" })),
});

/** @returns undefined without a collector. */
export function toTelemetryConfig(
  values: z.output<typeof telemetryVariables>,
): OpenTelemetryOptions | undefined {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const pairs = (values.OTEL_EXPORTER_OTLP_HEADERS ?? "").split(",").filter((pair) => pair !== "");
  const headers = pairs.map((pair): [string, string] => {
    const separator = pair.indexOf("=");
    return [pair.slice(0, separator).trim(), decodeURIComponent(pair.slice(separator + 1).trim())];
  });
  return {
    endpoint,
    headers: Object.fromEntries(headers),
    serviceName: values.OTEL_SERVICE_NAME,
    serviceVersion: serverVersion,
  };
}
