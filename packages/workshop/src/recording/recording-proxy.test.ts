import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { random, startRecorder } from "../../test/support/exchanges.ts";
import { startRecordingProxy } from "./index.ts";

/** A server, and a proxy in front of it. */
async function start(answer: RequestListener) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const recorder = startRecorder();
  const proxy = await startRecordingProxy({ recorder });
  proxy.forwardTo(origin);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
    server.closeAllConnections();
  });
  return { ...proxy, recorder, hops: () => recorder.recording().hops };
}

it("passes method, path, Host, headers and body on, and the answer back, and records both", async () => {
  const token = random();
  const { publicUrl, hops } = await start((request, response) => {
    let sent = "";
    request.on("data", (chunk: Buffer) => (sent += chunk.toString()));
    request.on("end", () => {
      response.setHeader("set-cookie", [`one=${random()}`, "two=2"]);
      const { host, authorization } = request.headers;
      response.writeHead(201, { "content-type": "application/json" });
      response.end(JSON.stringify({ host, authorization, sent, method: request.method, url: request.url }));
    });
  });
  const response = await fetch(`${publicUrl}/mcp?a=1`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "getUserDetails" } }),
  });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toHaveLength(2);
  expect(await response.json()).toMatchObject({
    host: new URL(publicUrl).host,
    authorization: `Bearer ${token}`,
    method: "POST",
    url: "/mcp?a=1",
    sent: expect.stringContaining("getUserDetails"),
  });
  await expect.poll(() => hops()[0]?.durationMs).toEqual(expect.any(Number));
  expect(hops()).toHaveLength(1);
  expect(hops()[0]).toMatchObject({
    from: "client",
    to: "server",
    method: "POST",
    url: `${publicUrl}/mcp?a=1`,
    rpc: { method: "tools/call", id: 7, tool: "getUserDetails" },
    request: { headers: { authorization: "Bearer [access token 1]" } },
    response: { status: 201, headers: { "set-cookie": "one=[cookie 1]\ntwo=[cookie]" } },
  });
  expect(JSON.stringify(hops())).not.toContain(token);
});

it("lets a stream flow, shows its hop while it is open, and ends it at the server when the client leaves", async () => {
  const ended = Promise.withResolvers<void>();
  const { publicUrl, hops } = await start((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"jsonrpc":"2.0","method":"first"}\n\n');
    response.on("close", () => ended.resolve());
  });
  const leave = new AbortController();
  const response = await fetch(`${publicUrl}/sse`, { signal: leave.signal });
  const { value } = (await response.body?.getReader().read()) ?? {};
  expect(Buffer.from(value ?? []).toString()).toContain("first");
  await expect.poll(() => hops()[0]?.response.body).toContain("first");
  expect(hops()[0]?.durationMs).toBeNull();
  leave.abort();
  await ended.promise;
  await expect.poll(() => hops()[0]?.durationMs).toEqual(expect.any(Number));
  expect(hops()[0]?.error).toBeNull();
});

it("passes an oversized body on whole, and keeps its beginning", async () => {
  let size = 0;
  const { publicUrl, hops } = await start((request, response) => {
    request.on("data", (chunk: Buffer) => (size += chunk.length));
    request.on("end", () => response.end());
  });
  await fetch(publicUrl, { method: "POST", body: "long ".repeat(100_000) });
  expect(size).toBe(500_000);
  await expect.poll(() => hops()[0]?.request.body?.length).toBeLessThan(17_000);
  expect(hops()[0]?.request.body).toContain("(cut: only the first 16 KiB are kept)");
});

it("ends a request at the server when its client gives up, and says so", async () => {
  const ended = Promise.withResolvers<void>();
  const { publicUrl, hops } = await start((_request, response) => {
    response.on("close", () => ended.resolve());
  });
  const leave = new AbortController();
  const refused = fetch(publicUrl, { signal: leave.signal }).catch((error: unknown) => String(error));
  await expect.poll(() => hops()).toHaveLength(1);
  leave.abort();
  expect(await refused).toContain("AbortError");
  await ended.promise;
  await expect.poll(() => hops()[0]?.error).toBe("the client has ended the request");
});

it("says so when the server is not there, or goes away in the middle", async () => {
  const { publicUrl, hops, ...proxy } = await start((_request, response) => {
    response.writeHead(200).write("half");
    setImmediate(() => response.destroy());
  });
  const half = await fetch(publicUrl);
  await expect(half.text()).rejects.toThrow("terminated");
  await expect.poll(() => hops()[0]?.error).toBe("the server has ended the answer");
  proxy.forwardTo("http://127.0.0.1:9");
  expect((await fetch(publicUrl)).status).toBe(502);
  await expect.poll(() => hops()[1]?.error).toMatch(/no answer \(ECONNREFUSED\)|no answer/);
});

it("tells a browser that opens pages from an MCP client", async () => {
  const { publicUrl, hops } = await start((_request, response) => response.end());
  await fetch(`${publicUrl}/authorize?client_id=x`, { redirect: "manual" });
  await fetch(`${publicUrl}/token`, { method: "POST" });
  await fetch(`${publicUrl}/elsewhere`, { headers: { accept: "text/html,*/*" } });
  await expect.poll(() => hops().map(({ from }) => from)).toEqual(["browser", "client", "browser"]);
});
