import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listTools, redeem, refresh } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { connectAs } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

describe("the events of one sign-in", () => {
  it("share a correlation id, from the question to the session, and say who and what", async () => {
    const { server, clientId } = await signedIn();
    const flow = server.events.filter(({ event }) => event !== "client_registered");
    expect(flow.map(({ event }) => event)).toEqual([
      "consent_given",
      "sign_in_started",
      "sign_in_finished",
      "code_issued",
      "code_redeemed",
      "session_created",
    ]);
    expect(new Set(flow.map(({ correlation }) => correlation)).size).toBe(1);
    expect(flow[0]?.correlation).toMatch(/^[0-9a-f-]{36}$/);
    expect(flow.at(-1)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      outcome: "success",
      session: expect.stringMatching(/^[\w-]{12}$/),
      user: seed.users.ada.id,
      client: clientId,
    });
  });

  it("have an id of their own: two sign-ins are not taken for one", async () => {
    const { server } = await signedIn();
    await connectAs(seed.users.grace, server.endpoints, "streamable-http");
    const ids = server.eventsNamed("session_created").map(({ correlation }) => correlation);
    expect(new Set(ids).size).toBe(2);
  });

  it("name Entra's reason when it fails", async () => {
    const server = await startTestServer();
    entra.faults.add({ endpoint: "token", aadsts: 7_000_222 });
    await connectAs(seed.users.ada, server.endpoints, "streamable-http").catch(() => undefined);
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([
      { outcome: "failure", entraCode: 7_000_222 },
    ]);
  });
});

describe("a token or code that is not good any more", () => {
  it("leaves a trace of whose it was: a code that comes twice", async () => {
    const { server, endpoints, clientId, code } = await signedIn();
    await redeem(endpoints, clientId, code);
    expect(server.eventsNamed("code_replayed")).toMatchObject([
      { user: seed.users.ada.id, client: clientId },
    ]);
    expect(server.eventsNamed("session_revoked")).toHaveLength(1);
  });

  it("leaves a trace of whose it was: an access token that has expired", async () => {
    const { server, endpoints, clientId, token, refreshToken } = await signedIn();
    moveTime(3_601);
    expect(await listTools(endpoints, token)).toBe(401);
    expect(server.eventsNamed("session_expired")).toMatchObject([
      { user: seed.users.ada.id, client: clientId },
    ]);
    await refresh(endpoints, clientId, refreshToken);
    expect(server.eventsNamed("session_refreshed")).toHaveLength(1);
  });
});

describe("getAuditLog", () => {
  it("shows an auditor what others do, the newest first, as narrow as asked for", async () => {
    const { server, endpoints } = await signedIn();
    const { client } = await connectAs(seed.users.grace, endpoints, "streamable-http");
    const all = await client.callTool({ name: "getAuditLog" });
    const { events } = all.structuredContent as { events: { event: string; user?: string }[] };
    expect(events[0]).toMatchObject({
      event: "tool_allowed",
      tool: "getAuditLog",
      user: seed.users.grace.id,
    });
    expect(events).toHaveLength(server.events.length);
    const some = await client.callTool({
      name: "getAuditLog",
      arguments: { event: "session_created", user: seed.users.ada.id, limit: 5 },
    });
    expect(some.structuredContent).toMatchObject({
      events: [{ event: "session_created", user: seed.users.ada.id }],
    });
    expect((some.structuredContent as { events: unknown[] }).events).toHaveLength(1);
  });

  it("is neither shown to nor open for anybody else", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain("getAuditLog");
    const result = await client.callTool({ name: "getAuditLog" });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("Auditor") }] });
    expect(server.eventsNamed("tool_denied")).toMatchObject([{ tool: "getAuditLog" }]);
  });

  it("refuses what it does not know", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.grace, server.endpoints, "streamable-http");
    const result = await client.callTool({ name: "getAuditLog", arguments: { limit: 10_000, session: "x" } });
    expect(result.isError).toBe(true);
  });
});

describe("a refusal by the user", () => {
  it("is on record, with the sign-in that it ended", async () => {
    const server = await startTestServer();
    const browser = createHttpBrowser({ stopBefore: "http://127.0.0.1:9/" });
    const memory = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const page = await browser.visit(memory.memory.authorizationUrl?.href ?? "");
    await browser.submit(page, { decision: "deny" });
    expect(server.eventsNamed("consent_refused")).toHaveLength(1);
    await signIn(browser, await browser.visit(`${server.endpoints.issuer}/consents`), seed.users.ada);
    expect(server.eventsNamed("sign_in_finished").at(-1)).toMatchObject({ reason: "to review consents" });
  });
});
