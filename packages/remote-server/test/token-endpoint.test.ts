import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listTools, redeem, refresh, register, revoke, signInByHand, toolNames } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

describe("codes and tokens", () => {
  it("a code is refused after a minute", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    moveTime(61);
    expect(await redeem(endpoints, client, code)).toMatchObject({ error: "invalid_grant" });
  });

  it("a code that another client tries is still good for its own", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    expect(await redeem(endpoints, await register(endpoints), code)).toMatchObject({
      error: "invalid_grant",
    });
    expect(await redeem(endpoints, client, code)).toHaveProperty("access_token");
  });

  it("an unknown client is 401, and no answer of /token may be cached", async () => {
    const { endpoints } = await startTestServer();
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: "unknown",
      refresh_token: "x",
    });
    const response = await fetch(`${endpoints.issuer}/token`, { method: "POST", body });
    expect(response.status).toBe(401);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({ error: "invalid_client" });
  });

  it.each(["/token", "/revoke"])("no answer of %s may be cached, good or bad", async (path) => {
    const { endpoints, clientId, refreshToken = "" } = await signedIn();
    const good = { grant_type: "refresh_token", refresh_token: refreshToken, token: refreshToken };
    for (const [parameters, status] of [
      [{ client_id: clientId, ...good }, 200],
      [{ client_id: clientId }, 400],
      [{ client_id: "x".repeat(17_000) }, 413],
      [{ client_id: "unknown", ...good }, 401],
    ] as const) {
      const body = new URLSearchParams(parameters);
      const response = await fetch(endpoints.issuer + path, { method: "POST", body });
      expect([response.status, response.headers.get("cache-control")]).toEqual([status, "no-store"]);
    }
  });

  it.each([
    ["no grant type", {}, "invalid_request"],
    ["an unknown grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code", code_verifier: "x" }, "invalid_request"],
    [
      "a resource that is no URI",
      { grant_type: "refresh_token", refresh_token: "x", resource: "?" },
      "invalid_target",
    ],
  ])("%s is answered with its OAuth error", async (_case, parameters, error) => {
    const { endpoints } = await startTestServer();
    const body = new URLSearchParams({ client_id: await register(endpoints), ...parameters });
    const response = await fetch(`${endpoints.issuer}/token`, { method: "POST", body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  it("an empty scope at a refresh asks for nothing new", async () => {
    const { endpoints, clientId, refreshToken } = await signedIn();
    expect(await refresh(endpoints, clientId, refreshToken, { scope: " " })).toHaveProperty("access_token");
  });

  it("a refresh that asks for less does not narrow the next refresh token (RFC 6749 §6)", async () => {
    const all = "User.Read Mail.Send";
    const { endpoints, clientId, refreshToken } = await signedIn(seed.users.ada, all);
    moveTime(60);
    const less = await refresh(endpoints, clientId, refreshToken, { scope: "User.Read" });
    expect(less["scope"]).toContain("User.Read");
    moveTime(60);
    const more = await refresh(endpoints, clientId, less["refresh_token"], { scope: all });
    expect(more["scope"]?.split(" ").toSorted()).toEqual(["Mail.Send", "User.Read"]);
    moveTime(60);
    const last = await refresh(endpoints, clientId, more["refresh_token"]);
    expect(last["scope"]).toBe(more["scope"]);
    expect(await toolNames(endpoints, last["access_token"])).toContain("sendMailToSelf");
  });

  it("a refresh for another server is refused", async () => {
    const { endpoints, clientId, refreshToken } = await signedIn();
    const answer = await refresh(endpoints, clientId, refreshToken, { resource: "https://evil.example/mcp" });
    expect(answer).toMatchObject({ error: "invalid_target" });
  });

  it("revoking with an older refresh token ends the session as well", async () => {
    const { endpoints, clientId, token, refreshToken } = await signedIn();
    moveTime(31);
    const renewed = await refresh(endpoints, clientId, refreshToken);
    expect(await revoke(endpoints, clientId, refreshToken)).toBe(200);
    expect(await listTools(endpoints, token)).toBe(401);
    expect(await listTools(endpoints, renewed["access_token"])).toBe(401);
  });
});
