import { request, type ClientRequest } from "node:http";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { defaultStreamLimits } from "../src/transport/stream-limits.ts";
import { callByHand, redeem, register, revoke, signInByHand } from "./support/by-hand.ts";
import { openStream } from "./support/raw-stream.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

const entra = useMockEntra();
const call = { id: 1, method: "tools/call", params: { name: "getUserDetails" } };
const memoryOnly = undefined;

async function start(
  limits: Partial<typeof defaultStreamLimits> = {},
  environment: Record<string, string> = {},
): Promise<TestServer> {
  const streamLimits = { ...defaultStreamLimits, ...limits };
  return startTestServer(environment, undefined, memoryOnly, { streamLimits });
}

/** @returns the tokens of a new client. */
async function signIn(
  { endpoints }: TestServer,
  user: (typeof seed.users)["ada" | "grace"] = seed.users.ada,
) {
  const clientId = await register(endpoints);
  const code = (await signInByHand(endpoints, clientId, user)).get("code") ?? "";
  const { access_token: token = "" } = await redeem(endpoints, clientId, code);
  return { clientId, token };
}

describe("open streams", () => {
  it("are limited for each user, and closing one makes room", async () => {
    const server = await start({ perUser: 2 });
    const { token } = await signIn(server);
    const [first] = [await openStream(server.endpoints, token), await openStream(server.endpoints, token)];
    const refused = await fetch(server.endpoints.sse, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(await refused.json()).toMatchObject({
      error_description: expect.stringContaining("Close one first"),
    });
    const others = await openStream(server.endpoints, (await signIn(server, seed.users.grace)).token);
    expect(others.status).toBe(200);
    first?.vanish();
    await expect.poll(async () => (await openStream(server.endpoints, token)).status).toBe(200);
  });

  it("are limited in all", async () => {
    const server = await start({ total: 1 });
    await openStream(server.endpoints, (await signIn(server)).token);
    const { token } = await signIn(server, seed.users.grace);
    const refused = await fetch(server.endpoints.sse, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: "temporarily_unavailable" });
  });

  it("end at once when their session is revoked, and leave those of others alone", async () => {
    const server = await start();
    const { clientId, token } = await signIn(server);
    const [mine, theirs] = [
      await openStream(server.endpoints, token),
      await openStream(server.endpoints, (await signIn(server)).token),
    ];
    await revoke(server.endpoints, clientId, token);
    await expect.poll(() => mine.isOver()).toBe(true);
    expect(theirs.isOver()).toBe(false);
    expect((await mine.send({ id: 1, method: "ping" })).status).toBe(401);
  });

  it("end when their session has ended elsewhere: run out, or revoked by another instance", async () => {
    const records = new Map<string, () => Promise<void>>();
    const server = await startTestServer(
      {},
      undefined,
      (store) => ({
        ...store,
        set: async (key, value, ttl) => {
          if (key.startsWith("session:")) records.set(key, async () => store.delete(key));
          await store.set(key, value, ttl);
        },
      }),
      { streamLimits: { ...defaultStreamLimits, checkSeconds: 0.02 } },
    );
    const { token } = await signIn(server);
    const stream = await openStream(server.endpoints, token);
    await expect.poll(() => stream.received()).toContain(": still here");
    await Promise.all([...records.values()].map(async (deleteIt) => deleteIt()));
    await expect.poll(() => stream.isOver()).toBe(true);
  });

  it("end when their client does not read what it was sent", async () => {
    // The limit is below zero, so no client reads fast enough.
    const server = await start({ unreadBytes: -1, checkSeconds: 0.02 });
    const { token } = await signIn(server);
    const stream = await openStream(server.endpoints, token);
    await expect.poll(() => stream.isOver()).toBe(true);
  });

  it("bring no result to a session that was revoked while the call was under way", async () => {
    const server = await start();
    const { clientId, token } = await signIn(server);
    const stream = await openStream(server.endpoints, token);
    const hold = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600 });
    expect((await stream.send(call)).status).toBe(202);
    await revoke(server.endpoints, clientId, token);
    hold.remove();
    await expect.poll(() => stream.isOver()).toBe(true);
    expect(stream.received()).not.toContain("Ada");
  });

  it("take no more calls than they can answer, and forget those that were cancelled", async () => {
    const server = await start({ callsPerStream: 2 });
    const { token } = await signIn(server);
    const stream = await openStream(server.endpoints, token);
    const hold = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600 });
    const statuses = [];
    for (const id of [1, 2, 3]) statuses.push((await stream.send({ ...call, id })).status);
    expect(statuses).toEqual([202, 202, 429]);
    const cancelled = { method: "notifications/cancelled", params: { requestId: 2 } };
    expect((await stream.send(cancelled)).status).toBe(202);
    expect((await stream.send({ ...call, id: 4 })).status).toBe(202);
    hold.remove();
    await expect.poll(() => stream.received().match(/Ada Lovelace/g)).toHaveLength(4);
    expect((await stream.send({ ...call, id: 5 })).status).toBe(202);
  });

  it.each(["[]", '{"a":1}', '"text"', "null"])(
    "refuse %s, which is no message, and repeat nothing",
    async (body) => {
      const server = await start();
      const { token } = await signIn(server);
      const { messages } = await openStream(server.endpoints, token);
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      const response = await fetch(messages, { method: "POST", headers, body });
      expect(response.status).toBe(400);
    },
  );
});

describe("requests to /mcp", () => {
  it("are limited for each user while they are under way, and not afterwards", async () => {
    const server = await start({ requestsPerUser: 2 });
    const { token } = await signIn(server);
    const fault = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600 });
    const under = [1, 2].map(async () => callByHand(server.endpoints, token, "getUserDetails"));
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(2);
    expect((await callByHand(server.endpoints, token, "getUserDetails")).status).toBe(429);
    const { token: other } = await signIn(server, seed.users.grace);
    fault.remove();
    expect((await callByHand(server.endpoints, other, "getUserDetails")).status).toBe(200);
    for (const answer of await Promise.all(under)) expect(answer.status).toBe(200);
    expect((await callByHand(server.endpoints, token, "getUserDetails")).status).toBe(200);
  });

  it("of a client that has left are not counted any more", async () => {
    const server = await start({ requestsPerUser: 2 });
    const { token } = await signIn(server);
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": "9",
    };
    const left: ClientRequest[] = [];
    const hold = () => {
      const unfinished = request(server.endpoints.mcp, { method: "POST", headers });
      unfinished.on("error", () => undefined).write("{");
      left.push(unfinished);
    };
    const status = async () => (await callByHand(server.endpoints, token, "getUserDetails")).status;
    // A call of this test can take the place of an unfinished one, which is then refused. So each round begins another unfinished call.
    await expect
      .poll(async () => {
        hold();
        return status();
      })
      .toBe(429);
    for (const each of left) each.destroy();
    await expect.poll(status).toBe(200);
  });
});

describe("a web page", () => {
  const page = "http://localhost:6274";

  it.each(["/mcp", "/sse", "/message"])("that was allowed may read the challenge of %s", async (path) => {
    const { endpoints } = await start({}, { ALLOWED_ORIGINS: `https://inspector.example,${page}` });
    const method = path === "/sse" ? "GET" : "POST";
    const headers = {
      origin: page,
      "access-control-request-method": method,
      "access-control-request-headers": "authorization,content-type,mcp-protocol-version,mcp-method,mcp-name",
    };
    const preflight = await fetch(endpoints.issuer + path, { method: "OPTIONS", headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(page);
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(
      /authorization.*mcp-protocol-version,mcp-method,mcp-name/,
    );
    const refusal = await fetch(endpoints.issuer + path, { method, headers: { origin: page } });
    expect(refusal.status).toBe(401);
    expect(refusal.headers.get("access-control-allow-origin")).toBe(page);
    expect(refusal.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
    expect(refusal.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it.each(["OPTIONS", "POST"])("that was not allowed is refused, with %s as well", async (method) => {
    const { endpoints } = await start({}, { ALLOWED_ORIGINS: page });
    const headers = { origin: "http://localhost:6275", "access-control-request-method": "POST" };
    const response = await fetch(endpoints.mcp, { method, headers });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(["*", "http://inspector.example", "https://inspector.example/", "inspector.example"])(
    "cannot be allowed as %j",
    async (origins) => {
      await expect(start({}, { ALLOWED_ORIGINS: origins })).rejects.toThrow("ALLOWED_ORIGINS");
    },
  );
});
