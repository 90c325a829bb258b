import { setTimeout as delay } from "node:timers/promises";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultSessionPolicy } from "../src/auth/sessions/session.ts";
import { listTools, refresh, register, revoke } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { connectAs, createTransport, displayName, signInAs } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

/** A long lifetime, so that only Entra's tokens expire in these tests. */
const longLived = { ...defaultSessionPolicy, accessTokenSeconds: 24 * 60 * 60 };
const kinds = ["streamable-http", "legacy-sse"] as const;
const grants = () => entra.trace.entries().flatMap(({ grantType }) => grantType ?? []);

describe("Entra's access token behind a session", () => {
  it.each(kinds)("is refreshed when it has expired, and no user signs in again (%s)", async (kind) => {
    const server = await startTestServer({}, longLived);
    const { client } = await connectAs(seed.users.ada, server.endpoints, kind);
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(grants()).toEqual(["authorization_code"]);
    moveTime(100 * 60);
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(grants()).toEqual(["authorization_code", "refresh_token"]);
    expect(server.eventsNamed("sign_in_started")).toHaveLength(1);
  });

  it.each(kinds)("is refreshed when Graph refuses it before its time (%s)", async (kind) => {
    const { endpoints } = await startTestServer({}, longLived);
    const { client } = await connectAs(seed.users.ada, endpoints, kind);
    entra.expireAccessTokens();
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(grants()).toEqual(["authorization_code", "refresh_token"]);
  });
});

describe("when Entra's refresh token is dead too", () => {
  it.each([
    ["expired", () => moveTime(100 * 60)],
    ["refused by Graph", () => entra.expireAccessTokens()],
  ])(
    "and the access token is %s, the very same call gets a 401 that leads to a sign-in",
    async (_case, end) => {
      const server = await startTestServer({}, longLived);
      const { client, memory } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
      entra.killRefreshTokens();
      end();
      memory.authorizationUrl = undefined;
      await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
      expect(memory.authorizationUrl).toBeDefined();
      expect(server.eventsNamed("session_revoked")).toMatchObject([{ entraCode: 50173 }]);
    },
  );

  it("a client that signs in again goes on as before", async () => {
    const server = await startTestServer({}, longLived);
    const { client, memory } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
    const answer = await signInAs(seed.users.ada, memory.authorizationUrl ?? new URL("about:blank"));
    await createTransport(server.endpoints, "streamable-http", memory).finishAuth(answer.get("code") ?? "");
    expect(await displayName(client)).toBe("Ada Lovelace");
  });

  it("a legacy SSE client gets a tool error first, and a 401 for whatever it sends next", async () => {
    const { endpoints } = await startTestServer({}, longLived);
    const { client, memory } = await connectAs(seed.users.ada, endpoints, "legacy-sse");
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    const result = await client.callTool({ name: "getUserDetails" });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("new sign-in") }],
    });
    memory.authorizationUrl = undefined;
    await expect(client.listTools()).rejects.toBeInstanceOf(UnauthorizedError);
    expect(memory.authorizationUrl).toBeDefined();
  });
});

describe("our own tokens", () => {
  it("expire, and the SDK's client renews them by itself", async () => {
    const server = await startTestServer({}, { ...defaultSessionPolicy, accessTokenSeconds: 60 });
    const { client, memory } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const before = memory.tokens?.access_token;
    moveTime(2 * 60);
    expect(await listTools(server.endpoints, before)).toBe(401);
    expect(await displayName(client)).toBe("Ada Lovelace");
    expect(memory.tokens?.access_token).not.toBe(before);
    expect(server.eventsNamed("session_revoked")).toEqual([]);
  });

  it("survive a client whose many requests all refresh, in whatever order their answers arrive", async () => {
    const server = await startTestServer({}, { ...defaultSessionPolicy, accessTokenSeconds: 60 });
    const delays = [0, 35, 5, 20, 50, 10, 0, 45, 15, 30];
    let requests = 0;
    const lateFetch: typeof fetch = async (input, init) => {
      requests += 1;
      await delay(delays[requests % delays.length]);
      const response = await fetch(input, init);
      await delay(delays[(requests * 3) % delays.length]);
      return response;
    };
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http", {
      fetch: lateFetch,
    });
    moveTime(2 * 60);
    const names = await Promise.all(Array.from({ length: 8 }, async () => displayName(client)));
    expect(new Set(names)).toEqual(new Set(["Ada Lovelace"]));
    expect(server.eventsNamed("session_revoked")).toEqual([]);
  });

  it("end together when an old refresh token comes back after the grace: another party has a copy", async () => {
    const { server, endpoints, clientId, refreshToken } = await signedIn();
    moveTime(1 * 60);
    const renewed = await refresh(endpoints, clientId, refreshToken);
    expect(renewed["refresh_token"]).not.toBe(refreshToken);
    moveTime(1 * 60);
    expect(await listTools(endpoints, renewed["access_token"])).toBe(200);
    expect(await refresh(endpoints, clientId, refreshToken)).toMatchObject({
      error: "invalid_grant",
    });
    expect(await listTools(endpoints, renewed["access_token"])).toBe(401);
    expect(server.eventsNamed("session_revoked")).toMatchObject([{ reason: "refresh token used twice" }]);
  });

  it("cannot be refreshed by another client, nor widened", async () => {
    const { endpoints, clientId, refreshToken } = await signedIn();
    const stranger = await register(endpoints);
    expect(await refresh(endpoints, stranger, refreshToken)).toMatchObject({
      error: "invalid_grant",
    });
    expect(await refresh(endpoints, clientId, refreshToken, { scope: "User.Read Mail.Send" })).toMatchObject({
      error: "invalid_scope",
    });
    expect(await refresh(endpoints, clientId, refreshToken)).toHaveProperty("access_token");
  });

  it("are refused on the very next request after they were revoked", async () => {
    const { endpoints, clientId, token, refreshToken } = await signedIn();
    expect(await revoke(endpoints, clientId, refreshToken)).toBe(200);
    expect(await listTools(endpoints, token)).toBe(401);
  });

  it("are not revoked by another client, and the answer does not tell", async () => {
    const { endpoints, token } = await signedIn();
    expect(await revoke(endpoints, await register(endpoints), token)).toBe(200);
    expect(await listTools(endpoints, token)).toBe(200);
  });

  it("are not taken from the query", async () => {
    const { endpoints, token } = await signedIn();
    const response = await fetch(`${endpoints.mcp}?access_token=${token}`, {
      method: "POST",
    });
    expect(response.status).toBe(401);
  });
});
