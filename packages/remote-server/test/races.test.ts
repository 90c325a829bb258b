import { createMemoryStore } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { createAuthorizationCodes } from "../src/auth/authorization-codes.ts";
import { createSessionTokens } from "../src/auth/session-tokens.ts";
import { defaultSessionPolicy, type Session } from "../src/auth/session.ts";
import { createSessions } from "../src/auth/sessions.ts";
import { createTokenStore } from "../src/auth/token-store.ts";

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
