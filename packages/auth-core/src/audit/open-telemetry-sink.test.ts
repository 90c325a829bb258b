import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { TimedAuditEvent } from "./audit-log.ts";
import { openTelemetrySink } from "./open-telemetry-sink.ts";

const event: TimedAuditEvent = {
  time: "2026-01-01T00:00:00.000Z",
  event: "sign_in_failed",
  outcome: "failure",
  correlation: "c-1",
  client: undefined,
  entraCode: 50_126,
};

async function collector() {
  const received: { path: string | undefined; headers: IncomingHttpHeaders; body: unknown }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body: unknown = JSON.parse(await text(request));
    received.push({ path: request.url, headers: request.headers, body });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  };
  const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { received, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Time passes only when the test says so: a busy machine ends no waiting, and no batch is sent by itself. */
function stopTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
}

describe("the OpenTelemetry sink", () => {
  it("sends each event as a log record, to the standard path, with the collector's headers", async () => {
    const { received, endpoint } = await collector();
    const options = {
      endpoint: `${endpoint}/`,
      headers: { "api-key": "k" },
      serviceName: "a service",
      serviceVersion: "1.2.3",
    };
    const { sink, close } = await openTelemetrySink(options);
    stopTimers();
    sink(event);
    await close();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ path: "/v1/logs", headers: { "api-key": "k" } });
    const body = JSON.stringify(received[0]?.body);
    for (const expected of [
      '"a service"',
      '"1.2.3"',
      '"sign_in_failed"',
      '"audit.correlation"',
      '"c-1"',
      "50126",
      '"WARN"',
    ]) {
      expect(body).toContain(expected);
    }
    expect(body).not.toContain("audit.client");
  });

  it("loses events when no collector answers, and neither throws nor holds the process up", async () => {
    const { sink, close } = await openTelemetrySink({
      endpoint: "http://127.0.0.1:9",
      headers: {},
      serviceName: "a service",
      serviceVersion: "1.2.3",
    });
    stopTimers();
    expect(() => sink(event)).not.toThrow();
    const closing = close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closing;
  });
});
