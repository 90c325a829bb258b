import { createMemoryStore, StoreError } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAuthorizationCodes } from "../src/auth/authorization-codes.ts";
import { createSessionTokens } from "../src/auth/session-tokens.ts";
import { defaultSessionPolicy, type Session } from "../src/auth/session.ts";
import { createSessions } from "../src/auth/sessions.ts";
import { createTokenStore } from "../src/auth/token-store.ts";
import { authorizationUrl, listTools, redeem, register, revoke, signInByHand } from "./support/by-hand.ts";
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

describe("when Graph has a problem of its own", () => {
  it.each([
    [403, /permission is missing/],
    [500, /problem of its own/],
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

  it("and says that there are too many of the same request, nobody is signed out for it", async () => {
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
    // Calls that arrive after the first refresh is done find a fresh token in the cache.
    expect(refreshes).toBe(1);
  });
});

describe("a tool call that Entra answers after its session was revoked", () => {
  it("does not bring Entra's tokens back into the store", async () => {
    const stored = new Map<string, string>();
    const store = createMemoryStore();
    const tokenStore = createTokenStore({
      ...store,
      set: async (key, value, ttl) => {
        stored.set(key, value);
        await store.set(key, value, ttl);
      },
      delete: async (key) => {
        stored.delete(key);
        await store.delete(key);
      },
    });
    const sessions = createSessions(store, defaultSessionPolicy, () => Date.now());
    const owner = {
      userId: "ada",
      clientId: "client",
      audience: "http://localhost/mcp",
      scopes: ["User.Read"],
    };
    await sessions.create("session", owner);
    const session = (await sessions.find("session")) as Session;
    const parts = {
      audience: owner.audience,
      codes: createAuthorizationCodes(store),
      sessions,
      tokenStore,
      audit: () => undefined,
      entra: {
        newSignIn: async () => ({ nonce: "", codeVerifier: "", codeChallenge: "" }),
        signInUrl: async () => "",
        redeemCode: async () => ({ userId: "ada" }),
        graphToken: async () => {
          await tokens.end(session, "revoked meanwhile");
          const cache = { deserialize: () => undefined, serialize: () => "Entra's tokens" };
          const context = { cacheHasChanged: true, tokenCache: cache };
          await tokenStore.cacheFor("session", 60).afterCacheAccess(context as never);
          return "Entra's access token";
        },
      },
    };
    const tokens = createSessionTokens(parts);
    await expect(tokens.entraAccessToken(session, { forceRefresh: false })).rejects.toMatchObject({
      code: "sign_in_required",
    });
    expect([...stored.values()]).toEqual([]);
  });
});

describe("a code that is presented again while its session is being made", () => {
  it("ends that session", async () => {
    const store = createMemoryStore();
    const codes = createAuthorizationCodes(store);
    const audit: string[] = [];
    const sessions = createSessions(store, defaultSessionPolicy, () => Date.now());
    const slowly: typeof sessions = {
      ...sessions,
      create: async (id, owner) => {
        const created = await sessions.create(id, owner);
        // The thief's attempt arrives right now.
        await expect(tokens.redeem(code, "client")).rejects.toThrow("not valid");
        return created;
      },
    };
    const tokens = createSessionTokens({
      audience: "http://localhost/mcp",
      codes,
      sessions: slowly,
      tokenStore: createTokenStore(store),
      audit: ({ event }) => audit.push(event),
      entra: undefined as never,
    });
    const granted = {
      sessionId: "session",
      clientId: "client",
      userId: "ada",
      redirectUri: "",
      codeChallenge: "",
    };
    const code = await codes.issue({ ...granted, scopes: ["User.Read"] });
    await expect(tokens.redeem(code, "client")).rejects.toThrow("not valid");
    expect(await sessions.find("session")).toBeUndefined();
    expect(audit).not.toContain("session_created");
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
    expect(await listTools(endpoints, token)).toBe(503);
    expect(await revoke(endpoints, client, token)).toBe(503);
    const page = await fetch(authorizationUrl(endpoints, client), { headers: { accept: "text/html" } });
    expect(page.status).toBe(503);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).not.toContain("disk on fire");
    expect(server.bugs.map(String)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining("disk on fire")),
    );
    broken.failing = false;
    expect(await listTools(endpoints, token)).toBe(200);
  });
});

describe("a server that is asked to stop", () => {
  it("finishes the call that is under way", async () => {
    const server = await startTestServer();
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.faults.add({ endpoint: "graph-me", latencySeconds: 0.5, times: 1 });
    const call = displayName(client);
    while (!server.events.some(({ event }) => event === "tool_allowed"))
      await new Promise((next) => void setTimeout(next, 5));
    await server.close();
    expect(await call).toBe("Ada Lovelace");
  });

  it("does not wait for legacy streams, which never end", async () => {
    const server = await startTestServer();
    await connectAs(seed.users.ada, server.endpoints, "legacy-sse");
    await server.close();
    await expect(fetch(server.endpoints.issuer)).rejects.toThrow("fetch failed");
  });
});
