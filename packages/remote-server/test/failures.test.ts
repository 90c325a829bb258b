import { StoreError } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { defaultSessionPolicy } from "../src/auth/sessions/session.ts";
import {
  authorizationUrl,
  callByHand,
  listTools,
  redeem,
  register,
  revoke,
  signInByHand,
} from "./support/by-hand.ts";
import { signedIn } from "./support/signed-in.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const grants = () => entra.trace.entries().flatMap(({ grantType }) => grantType ?? []);

describe("when Graph refuses a fresh token as well", () => {
  it("the session ends, so that the client is led to a sign-in and does not renew in vain", async () => {
    const server = await startTestServer();
    const { client, memory } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.faults.add({ endpoint: "graph-me", status: 401 });
    memory.authorizationUrl = undefined;
    await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
    expect(memory.authorizationUrl).toBeDefined();
    expect(server.eventsNamed("session_revoked")).toHaveLength(1);
  });
});

describe("when Graph has an internal error", () => {
  it.each([
    [403, /permission is missing/],
    [500, /internal error/],
  ])("a %i becomes a tool error that says what to do, and the session lives", async (status, advice) => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const fault = entra.faults.add({ endpoint: "graph-me", status });
    const result = await client.callTool({ name: "getUserDetails" });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(advice) }] });
    fault.remove();
    expect(await displayName(client)).toBe("Ada Lovelace");
  });
});

describe("when Entra has a problem of its own", () => {
  it("at the redemption of its code, the client gets server_error and the browser is not left standing", async () => {
    const server = await startTestServer();
    const client = await register(server.endpoints);
    entra.faults.add({ endpoint: "token", status: 503 });
    const answer = await signInByHand(server.endpoints, client, seed.users.ada, { state: "abc" });
    expect(Object.fromEntries(answer)).toMatchObject({ error: "server_error", state: "abc" });
  });

  it("at a refresh, the session survives it", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.expireAccessTokens();
    const fault = entra.faults.add({ endpoint: "token", status: 500 });
    expect(await client.callTool({ name: "getUserDetails" })).toMatchObject({ isError: true });
    fault.remove();
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(server.eventsNamed("session_revoked")).toEqual([]);
  });

  it("and says that there are too many of the same request, no user is signed out for it", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.expireAccessTokens();
    entra.faults.add({
      endpoint: "token",
      aadsts: 50196,
      oauthError: "invalid_grant",
      status: 400,
      message: "Request loop.",
    });
    expect(await client.callTool({ name: "getUserDetails" })).toMatchObject({ isError: true });
    expect(server.eventsNamed("session_revoked")).toEqual([]);
  });
});

describe("twenty tool calls that find Entra's token expired", () => {
  it("are one refresh", async () => {
    const { endpoints } = await startTestServer({}, { ...defaultSessionPolicy, accessTokenSeconds: 86_400 });
    const { client } = await connectAs(seed.users.ada, endpoints, "streamable-http");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 100 * 60_000 });
    const names = await Promise.all(Array.from({ length: 20 }, async () => displayName(client)));
    expect(new Set(names)).toEqual(new Set(["Ada Lovelace"]));
    const refreshes = grants().filter((grant) => grant === "refresh_token").length;
    // Calls that arrive after the end of the first refresh find a new token in the cache.
    expect(refreshes).toBe(1);
  });
});

describe("when the store fails", () => {
  it("a program gets 503 with Retry-After, a browser gets a page, and the log gets the reason", async () => {
    const broken = { failing: false };
    const server = await startTestServer({}, undefined, (store) => ({
      ...store,
      get: async (key) => {
        if (broken.failing) throw new StoreError("The session store failed: disk on fire.");
        return store.get(key);
      },
    }));
    const { endpoints } = server;
    const client = await register(endpoints);
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    const token = (await redeem(endpoints, client, code))["access_token"] ?? "";
    broken.failing = true;
    const refusal = await callByHand(endpoints, token, "getUserDetails");
    expect([refusal.status, refusal.headers.get("cache-control")]).toEqual([503, "no-store"]);
    expect(await revoke(endpoints, client, token)).toBe(503);
    const page = await fetch(authorizationUrl(endpoints, client), { headers: { accept: "text/html" } });
    expect(page.status).toBe(503);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(await page.text()).not.toContain("disk on fire");
    expect(server.bugs.map(String)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining("disk on fire")),
    );
    broken.failing = false;
    expect(await listTools(endpoints, token)).toBe(200);
  });
});

describe("when the proxy on the way to Entra is dead", () => {
  it("the log names it, without the password in its address, and the browser hears nothing of it", async () => {
    const server = await startTestServer();
    const client = await register(server.endpoints);
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    vi.stubEnv("HTTPS_PROXY", "http://ada:secret@proxy.example:8080");
    const realFetch = globalThis.fetch;
    onTestFinished(() => {
      vi.unstubAllEnvs();
      globalThis.fetch = realFetch;
    });
    globalThis.fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      return url.includes("/oauth2/v2.0/token")
        ? Promise.reject(new TypeError("fetch failed"))
        : realFetch(input, init);
    };
    const answer = await signInByHand(server.endpoints, client, seed.users.ada);
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([
      { reason: expect.stringContaining("through the proxy http://proxy.example:8080 (HTTPS_PROXY)") },
    ]);
    expect(JSON.stringify(server.events)).not.toContain("secret");
    expect(answer.get("error_description")).toBe("The sign-in with Microsoft Entra ID did not succeed.");
  });
});

describe("a client that leaves in the middle of a call", () => {
  it("takes the call to Graph with it", async () => {
    const { server, endpoints, token } = await signedIn();
    entra.faults.add({ endpoint: "graph-me", latencySeconds: 600, times: 1 });
    const leaving = new AbortController();
    const call = fetch(endpoints.mcp, {
      method: "POST",
      signal: leaving.signal,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "getUserDetails" },
      }),
    });
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(1);
    leaving.abort();
    await expect(call).rejects.toThrow("aborted");
    // Long before Graph answers.
    await expect.poll(() => server.eventsNamed("tool_failed")).toHaveLength(1);
  });
});

describe("a server that is asked to stop", () => {
  it("finishes the call that is under way", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const hold = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600, times: 1 });
    const call = displayName(client);
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(1);
    const closed = server.close();
    hold.remove();
    expect(await call).toBe("Ada Lovelace");
    await closed;
  });

  it("does not wait for legacy streams, which never end", async () => {
    const server = await startTestServer();
    await connectAs(seed.users.ada, server.endpoints, "legacy-sse");
    await server.close();
    await expect(fetch(server.endpoints.issuer)).rejects.toThrow("fetch failed");
  });
});
