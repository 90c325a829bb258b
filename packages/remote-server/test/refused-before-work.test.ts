import { connect } from "node:net";
import { type AuditEvent, createMemoryStore, type Store } from "@mcp-entra/auth-core";
import { expect, it, onTestFinished } from "vitest";
import { readRemoteServerConfig } from "../src/config.ts";
import { startRemoteServer } from "../src/start-remote-server.ts";
import { redeem } from "./support/by-hand.ts";
import { remoteEnvironment } from "./support/test-server.ts";

/** Without a mock of Entra: no request here needs it, and msw would replace the sockets and does not support pipelining. */
async function start() {
  const seen = { calls: 0, events: [] as AuditEvent[] };
  const config = readRemoteServerConfig(remoteEnvironment);
  const server = await startRemoteServer(config, {
    authority: { issuer: "https://login.example", jwksUri: "", metadata: "{}" },
    audit: (event) => seen.events.push(event),
    store: countingStore(createMemoryStore(), () => (seen.calls += 1)),
  });
  onTestFinished(async () => server.close());
  return { ...server, seen };
}

/** Sends the same request this many times over one connection. @returns all answers as one text. */
async function sendMany(listensAt: string, request: string, times: number): Promise<string> {
  const { hostname, port } = new URL(listensAt);
  const socket = connect(Number(port), hostname);
  socket.write(request.repeat(times));
  let answers = "";
  let count = 0;
  for await (const chunk of socket) {
    answers += String(chunk);
    count = statusesIn(answers).length;
    if (count === times) break;
  }
  return answers;
}

const statusesIn = (answers: string): string[] => answers.match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? [];

/** Counts all calls of the store. */
function countingStore(store: Store, count: () => void): Store {
  const counted =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Result) =>
    (...given: Arguments): Result => {
      count();
      return call(...given);
    };
  return {
    get: counted(async (...given) => store.get(...given)),
    set: counted(async (...given) => store.set(...given)),
    take: counted(async (...given) => store.take(...given)),
    compareAndSet: counted(async (...given) => store.compareAndSet(...given)),
    delete: counted(async (...given) => store.delete(...given)),
    records: counted(() => store.records()),
    close: async () => store.close(),
  };
}

/** Requests that a web page can make its visitors' browsers send. The browser sets these headers, and a page cannot remove them. */
const sent = [
  ["POST /token", ["origin: https://evil.example", "sec-fetch-site: cross-site"]],
  ["POST /token", ["origin: null"]],
  ["POST /register", ["origin: https://evil.example"]],
  ["POST /revoke", ["origin: https://evil.example"]],
  ["POST /mcp", ["origin: https://evil.example"]],
  ["GET /authorize?client_id=x", ["sec-fetch-dest: image"]],
  ["GET /authorize?client_id=https://x.example/", ["sec-fetch-dest: iframe"]],
  ["GET /auth/callback?state=x&code=x", ["sec-fetch-dest: document", "sec-purpose: prefetch"]],
  ["GET /consents", ["sec-fetch-dest: empty"]],
  ["POST /consent", ["sec-fetch-site: cross-site", "sec-fetch-dest: document"]],
] as const;

it("ten thousand requests of other web pages cost no look into the store, and are not counted", async () => {
  const { seen, ...server } = await start();
  const { host } = new URL(server.endpoints.issuer);
  for (const [line, headers] of sent) {
    const lines = [`${line} HTTP/1.1`, `host: ${host}`, ...headers, "content-length: 0"];
    const answers = await sendMany(server.listensAt, `${lines.join("\r\n")}\r\n\r\n`, 1_000);
    expect(new Set(statusesIn(answers)), line).toEqual(new Set(["403"]));
    expect(answers).not.toMatch(/^ratelimit/im);
  }
  expect(seen).toEqual({ calls: 0, events: [] });
  // The server processes a program's request.
  await redeem(server.endpoints, "unknown", "unknown");
  expect(seen.calls).toBeGreaterThan(0);
});
