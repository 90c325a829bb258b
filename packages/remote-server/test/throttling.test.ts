import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultRequestLimits } from "../src/http/rate-limits.ts";
import { redeem, register, signInByHand } from "./support/by-hand.ts";
import { moveTime, stopTime } from "./support/signed-in.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const limits = { ...defaultRequestLimits, callsPerUser: 5, callsPerClient: 3 };
const start = async () => startTestServer({}, undefined, undefined, { requestLimits: limits });

/** The token of a new client. */
async function tokenFor(user: typeof seed.users.ada, { endpoints }: TestServer): Promise<string> {
  const client = await register(endpoints);
  const code = (await signInByHand(endpoints, client, user)).get("code") ?? "";
  return (await redeem(endpoints, client, code))["access_token"] ?? "";
}

async function call({ endpoints }: TestServer, token: string, path = "/mcp"): Promise<Response> {
  return fetch(endpoints.issuer + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
}

async function statusesOf(count: number, server: TestServer, token: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let made = 0; made < count; made += 1) statuses.push((await call(server, token)).status);
  return statuses;
}

describe("calls are limited", () => {
  beforeEach(() => stopTime());

  it("for each client of a user, and for the user over all of them; other users do not notice", async () => {
    const server = await start();
    const [first, second] = [await tokenFor(seed.users.ada, server), await tokenFor(seed.users.ada, server)];
    const other = await tokenFor(seed.users.grace, server);
    expect(await statusesOf(4, server, first)).toEqual([200, 200, 200, 429]);
    expect(await statusesOf(2, server, second)).toEqual([200, 429]);
    expect(await statusesOf(1, server, other)).toEqual([200]);
  });

  it("with an answer that says when to come again, and then they are let in", async () => {
    const server = await start();
    const token = await tokenFor(seed.users.ada, server);
    await statusesOf(3, server, token);
    const refused = await call(server, token);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.headers.get("ratelimit")).toMatch(/^limit=3, remaining=0, reset=\d+$/);
    expect(await refused.json()).toMatchObject({ error: "too_many_requests" });
    moveTime(seconds);
    expect(await statusesOf(1, server, token)).toEqual([200]);
  });

  it("over the legacy transport as well", async () => {
    const server = await start();
    const token = await tokenFor(seed.users.ada, server);
    for (let made = 0; made < 3; made += 1)
      expect((await call(server, token, "/message?sessionId=none")).status).toBe(404);
    expect((await call(server, token, "/message?sessionId=none")).status).toBe(429);
  });
});

describe("when Graph throttles", () => {
  const callsOfGraph = () => entra.trace.entries().filter(({ endpoint }) => endpoint === "graph-me");

  it("Graph is left alone for as long as it asks for, not shorter", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    // The server refuses a client again that comes back too early. The waiting time then begins again.
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 1, times: 1 });
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(callsOfGraph().map((entry) => entry.status)).toEqual([429, 200]);
  });

  it("for longer than a person waits, the tool says how long at once, and asks no second time", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 70 });
    const result = await client.callTool({ name: "getUserDetails" });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("Wait 70 seconds") }],
    });
    expect(callsOfGraph()).toHaveLength(1);
  });
});
