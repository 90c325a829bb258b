import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createCorrelation, createMemoryStore } from "@mcp-entra/auth-core";
import { tokenHandler } from "@modelcontextprotocol/sdk/server/auth/handlers/token.js";
import express from "express";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";
import { createEntraTokenStore } from "../entra/entra-token-store.ts";
import { endpointsAt } from "../rules/endpoints.ts";
import { sealed } from "../../../test/support/sealed.ts";
import { createAuthorizationCodes } from "./authorization-codes.ts";
import type { PresentedCode } from "./redeem-code.ts";
import { createSessionEndings } from "./session-endings.ts";
import { createSessionLifecycle, type SessionLifecycle } from "./session-lifecycle.ts";
import { defaultSessionPolicy } from "./session.ts";
import { createSessions } from "./sessions.ts";

const endpoints = endpointsAt("http://localhost:3001");
const verifier = "a verifier that never left the client, and is long enough";
const rightful: PresentedCode = {
  clientId: "client",
  codeVerifier: verifier,
  redirectUri: "http://127.0.0.1:9/callback",
  audience: endpoints.mcp,
};
let lifecycle: SessionLifecycle;
let code: string;
let reasons: (string | undefined)[];

beforeEach(async () => {
  const store = createMemoryStore();
  const codes = createAuthorizationCodes(store);
  reasons = [];
  lifecycle = createSessionLifecycle({
    codes,
    sessions: createSessions(store, defaultSessionPolicy, () => Date.now()),
    entraTokenStore: createEntraTokenStore(sealed(store)),
    endings: createSessionEndings(),
    approvals: { covers: async () => true, touch: async () => true },
    correlation: createCorrelation(),
    audit: ({ event, reason }) => void (event === "code_refused" && reasons.push(reason)),
    entra: { currentRoles: async () => [], graphToken: async () => "" },
    claimsDemands: { note: async () => undefined },
  });
  code = await codes.issue({
    sessionId: "session",
    clientId: "client",
    userId: "ada",
    redirectUri: "http://127.0.0.1:9/callback",
    audience: endpoints.mcp,
    codeChallenge: createHash("sha256").update(verifier).digest("base64url"),
    scopes: ["User.Read"],
    roles: [],
  });
});

describe("an authorization code", () => {
  it("is redeemed by its own client, with or without the redirect URI", async () => {
    const tokens = await lifecycle.redeem(code, { ...rightful, redirectUri: undefined });
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: "User.Read" });
    await expect(lifecycle.redeem(code, rightful)).rejects.toMatchObject({ errorCode: "invalid_grant" });
    expect(reasons).toEqual([]);
  });

  it.each<[string, Partial<PresentedCode>, string]>([
    ["by another client", { clientId: "evil" }, "another client's code"],
    ["at another server", { audience: "http://localhost:3002/mcp" }, "another server's code"],
    ["with a wrong verifier", { codeVerifier: "guessed" }, "wrong verifier"],
    ["without a verifier", { codeVerifier: undefined }, "wrong verifier"],
    ["from another address", { redirectUri: "http://127.0.0.1:10/callback" }, "another redirect URI"],
  ])("is not redeemed %s, and stays good for its own client", async (_case, change, reason) => {
    const attempt = lifecycle.redeem(code, { ...rightful, ...change });
    await expect(attempt).rejects.toMatchObject({ errorCode: "invalid_grant" });
    expect(reasons).toEqual([reason]);
    expect(await lifecycle.redeem(code, rightful)).toHaveProperty("access_token");
  });

  it("makes one session when it is presented twice at the same moment", async () => {
    const attempts = await Promise.allSettled([
      lifecycle.redeem(code, rightful),
      lifecycle.redeem(code, rightful),
    ]);
    expect(attempts.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
  });
});

describe("the provider behind the SDK's own token endpoint", () => {
  async function redeemWith(codeVerifier: string): Promise<unknown> {
    const clients = { getClient: (id: string) => ({ client_id: id, redirect_uris: [] }) };
    const audit = () => undefined;
    const parts = { endpoints, clients, sessionLifecycle: lifecycle, audit } as never;
    const app = express().use(tokenHandler({ provider: new EntraIdServerAuthProvider(parts) }));
    const server = app.listen(0, "127.0.0.1");
    onTestFinished(async () => {
      await new Promise((resolve) => server.close(resolve));
    });
    await new Promise((resolve) => server.once("listening", resolve));
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "client",
      code,
      code_verifier: codeVerifier,
    });
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
    return response.json();
  }

  it("redeems a code with its verifier", async () => {
    expect(await redeemWith(verifier)).toHaveProperty("access_token");
  });

  it("refuses a wrong verifier", async () => {
    expect(await redeemWith("guessed")).toMatchObject({ error: "invalid_grant" });
  });
});
