import { expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { telemetryVariables, toTelemetryConfig } from "./telemetry-config.ts";

const read = (variables: Record<string, string>) => toTelemetryConfig(telemetryVariables.parse(variables));

it("sends nothing anywhere unless a collector is named", () => {
  expect(read({ OTEL_EXPORTER_OTLP_HEADERS: "api-key=k" })).toBeUndefined();
});

it("understands what collectors tell people to set", () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b, authorization=Basic eA==",
    OTEL_SERVICE_NAME: "mcp",
  };
  expect(read(variables)).toEqual({
    endpoint: "http://localhost:4318",
    headers: { "api-key": "a b", authorization: "Basic eA==" },
    serviceName: "mcp",
    serviceVersion: packageJson.version,
  });
});

it.each([{ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }, { OTEL_EXPORTER_OTLP_HEADERS: "no value" }])(
  "refuses %o",
  (variables) => {
    expect(telemetryVariables.safeParse(variables).success).toBe(false);
  },
);
