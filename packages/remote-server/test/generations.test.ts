import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { Client, type ClientOptions, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Endpoints } from "../src/auth/rules/endpoints.ts";
import { defineTool } from "../src/tools/tool.ts";
import { answerExchange } from "../src/transport/mcp-exchange.ts";
import { callByHand, listTools, sendToMcp } from "./support/by-hand.ts";
import { generations, postOf } from "./support/generations.ts";
import { createLoneMcpServer } from "./support/lone-mcp-server.ts";
import { signedIn } from "./support/signed-in.ts";

const entra = useMockEntra();
const newer = "2026-07-28";
const call = { method: "tools/call", params: { name: "getUserDetails", arguments: {} } };

/** A current client. It already has a token, so it starts no sign-in. */
async function connect({ mcp }: Endpoints, token: string, options: ClientOptions = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, options);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(mcp), { requestInit }));
  return client;
}

/** A message of MCP 2026-07-28. Its headers may contradict its body. */
async function sendWith(
  { mcp }: Endpoints,
  token: string,
  changes: { headers?: Record<string, string | undefined>; meta?: Record<string, unknown> },
) {
  const { headers, body } = postOf(newer, call);
  const kept = Object.entries({ ...headers, authorization: `Bearer ${token}`, ...changes.headers });
  const params = { ...body.params, _meta: { ...(body.params as { _meta: object })._meta, ...changes.meta } };
  const response = await fetch(mcp, {
    method: "POST",
    headers: kept.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    ),
    body: JSON.stringify({ ...body, id: "mine", params }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

describe("a client of today", () => {
  it.each<[string, ClientOptions, string]>([
    ["that begins as clients always did", {}, "2025-11-25"],
    ["that asks first which generations there are", { versionNegotiation: { mode: "auto" } }, newer],
    ["that knows the newest only", { versionNegotiation: { mode: { pin: newer } } }, newer],
  ])("%s is served", async (_habit, options, negotiated) => {
    const { endpoints, token } = await signedIn();
    const client = await connect(endpoints, token, options);
    expect(client.getNegotiatedProtocolVersion()).toBe(negotiated);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("getUserDetails");
    expect(await client.callTool({ name: "getUserDetails" })).toMatchObject({
      structuredContent: { displayName: "Ada Lovelace" },
    });
    await client.close();
  });

  it("finds schemas in the dialect of the specification, and no promise of news about the tools", async () => {
    const { endpoints, token } = await signedIn();
    for (const mode of ["legacy", "auto"] as const) {
      const client = await connect(endpoints, token, { versionNegotiation: { mode } });
      expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: false } });
      for (const { inputSchema, outputSchema } of (await client.listTools()).tools) {
        for (const schema of [inputSchema, outputSchema])
          expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
      }
      await client.close();
    }
  });
});

describe("MCP 2026-07-28", () => {
  it("needs no introduction, and says in each answer who answers and that it is complete", async () => {
    const { endpoints, token } = await signedIn();
    const response = await sendToMcp(endpoints, token, call, newer);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      result: {
        resultType: "complete",
        structuredContent: { displayName: "Ada Lovelace" },
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "my-remote-mcp-server" } },
      },
    });
  });

  it("is what server/discover announces, for everybody to keep; a list of tools is for its user alone", async () => {
    const { endpoints, token } = await signedIn();
    const ask = async (method: string) => (await sendToMcp(endpoints, token, { method }, newer)).json();
    expect(await ask("server/discover")).toMatchObject({
      result: { supportedVersions: [newer], cacheScope: "public", ttlMs: 3_600_000 },
    });
    expect(await ask("tools/list")).toMatchObject({ result: { cacheScope: "private", ttlMs: 60_000 } });
  });

  it("refuses another version, and names its own", async () => {
    const { endpoints, token } = await signedIn();
    const version = "2027-01-01";
    const headers = { "mcp-protocol-version": version };
    const meta = { "io.modelcontextprotocol/protocolVersion": version };
    expect(await sendWith(endpoints, token, { headers, meta })).toMatchObject({
      status: 400,
      answer: { id: "mine", error: { code: -32_022, data: { supported: [newer], requested: version } } },
    });
  });

  it.each<[string, Record<string, string | undefined>]>([
    ["version", { "mcp-protocol-version": "2025-11-25" }],
    ["method", { "mcp-method": "tools/list" }],
    ["missing method", { "mcp-method": undefined }],
    ["tool", { "mcp-name": "sendMailToSelf" }],
    ["missing tool", { "mcp-name": undefined }],
  ])("refuses a header that says another thing than the body: %s", async (_what, headers) => {
    const { endpoints, token } = await signedIn();
    expect(await sendWith(endpoints, token, { headers })).toMatchObject({
      status: 400,
      answer: { error: { code: -32_020 } },
    });
    expect(entra.trace.entries().filter(({ endpoint }) => endpoint === "graph-me")).toEqual([]);
  });

  it("answers an unknown method with 404, and one that is gone as well", async () => {
    const { endpoints, token } = await signedIn();
    for (const method of ["prompts/list", "initialize", "ping"]) {
      const response = await sendToMcp(endpoints, token, { method }, newer);
      expect(response.status, method).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: -32_601 } });
    }
  });

  it("has nothing to subscribe to: the stream says so, and ends", async () => {
    const { endpoints, token } = await signedIn();
    const params = { notifications: { toolsListChanged: true } };
    const response = await sendToMcp(endpoints, token, { method: "subscriptions/listen", params }, newer);
    const [acknowledged, end] = [...(await response.text()).matchAll(/^data: (.+)$/gm)].map(
      ([, data = ""]) => JSON.parse(data) as unknown,
    );
    expect(acknowledged).toMatchObject({
      method: "notifications/subscriptions/acknowledged",
      params: { notifications: {} },
    });
    expect(end).toMatchObject({ id: 1, result: { resultType: "complete" } });
  });

  it("ends a call whose client hangs up", async () => {
    const { server, endpoints, token } = await signedIn();
    entra.faults.add({ endpoint: "graph-me", latencySeconds: 600 });
    const { headers, body } = postOf(newer, call);
    const controller = new AbortController();
    const answer = fetch(endpoints.mcp, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(1);
    controller.abort();
    await expect(answer).rejects.toThrow("aborted");
    await expect.poll(() => server.eventsNamed("tool_failed")).toHaveLength(1);
  });
});

describe.each(generations)("in MCP %s", (generation) => {
  it("several messages in one request are refused: one that cancels another would leave it waiting", async () => {
    const { endpoints, token } = await signedIn();
    const { headers, body } = postOf(generation, call);
    const response = await fetch(endpoints.mcp, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify([
        body,
        { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } },
      ]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining("one message") },
    });
  });

  it("no caller gets anywhere without a token", async () => {
    const { endpoints } = await signedIn();
    expect(await listTools(endpoints, "made up", generation)).toBe(401);
  });

  it("a missing scope is a 403 that names all that are needed", async () => {
    const { endpoints, token } = await signedIn();
    const response = await callByHand(endpoints, token, "listDirectoryUsers", {}, generation);
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toContain('scope="User.Read User.ReadBasic.All"');
  });

  it("a sign-in that Entra has ended is a 401 for the very call that finds out", async () => {
    const { endpoints, token } = await signedIn();
    entra.faults.add({ endpoint: "graph-me", status: 401 });
    const response = await callByHand(endpoints, token, "getUserDetails", {}, generation);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  it("an unexpected error stays here", async () => {
    const logged: unknown[] = [];
    const createServer = () =>
      createLoneMcpServer({
        audit: () => {
          throw new Error("a secret of a library's");
        },
        logError: (error) => logged.push(error),
      });
    const { headers, body } = postOf(generation, call);
    const scopes = ["User.Read"];
    const session = { id: "session", userId: "ada", clientId: "client", scopes, roles: [] };
    const response = await answerExchange({
      request: new Request("http://localhost/mcp", { method: "POST", headers }),
      authInfo: { token: "token", clientId: "client", scopes, extra: { session } },
      body,
      createMcpServer: createServer,
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: -32_603 } });
    expect(text).not.toContain("secret");
    expect(logged).toHaveLength(1);
  });
});

it("a tool cannot ask for headers of its own, which the SDK would not check here", () => {
  const define = () =>
    defineTool({
      name: "regional",
      title: "Regional",
      description: "Wants a header.",
      access: { scopes: ["User.Read"], roles: [] },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      input: z.object({ region: z.string().meta({ "x-mcp-header": "Region" }) }),
      output: z.object({}),
      run: async () => ({}),
    });
  expect(define).toThrow("regional: x-mcp-header");
});
