import { createHash } from "node:crypto";
import { createCorrelation, createMemoryStore } from "@mcp-entra/auth-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAuthorizationCodes } from "../src/auth/sessions/authorization-codes.ts";
import { createSessionEndings } from "../src/auth/sessions/session-endings.ts";
import { createSessionLifecycle } from "../src/auth/sessions/session-lifecycle.ts";
import { defaultSessionPolicy, type Session } from "../src/auth/sessions/session.ts";
import { createSessions } from "../src/auth/sessions/sessions.ts";
import { createEntraTokenStore } from "../src/auth/entra/entra-token-store.ts";
import { sealed } from "./support/sealed.ts";
import { moveTime } from "./support/signed-in.ts";

afterEach(() => void vi.useRealTimers());

describe("an answer of Entra's that comes after its session was revoked", () => {
  it.each(["a tool", "a refresh"])(
    "does not bring Entra's tokens back into the store (%s)",
    async (reason) => {
      const store = createMemoryStore();
      const entraTokenStore = createEntraTokenStore(sealed(store));
      const sessions = createSessions(store, defaultSessionPolicy, () => Date.now());
      const owner = {
        userId: "ada",
        clientId: "client",
        audience: "http://localhost/mcp",
        scopes: ["User.Read"],
        roles: [],
      };
      const { tokens: pair } = await sessions.create("session", owner);
      const session = (await sessions.find("session")) as Session;
      const parts = {
        codes: createAuthorizationCodes(store),
        sessions,
        entraTokenStore,
        endings: createSessionEndings(),
        correlation: createCorrelation(),
        claimsDemands: { note: async () => undefined },
        approvals: { covers: async () => true, touch: async () => true },
        audit: () => undefined,
        entra: {
          newSignIn: async () => ({ nonce: "", codeVerifier: "", codeChallenge: "" }),
          signInUrl: async () => "",
          redeemCode: async () => ({ userId: "ada", roles: [] }),
          graphToken: async () => {
            await endMeanwhile();
            return "Entra's access token";
          },
          currentRoles: async () => {
            await endMeanwhile();
            return [];
          },
        },
      };
      const endMeanwhile = async (): Promise<void> => {
        await tokens.end(session, "revoked meanwhile");
        const cache = { deserialize: () => undefined, serialize: () => "Entra's tokens" };
        const context = { cacheHasChanged: true, tokenCache: cache };
        await entraTokenStore.cacheFor("session", 60).afterCacheAccess(context as never);
      };
      const tokens = createSessionLifecycle(parts);
      await entraTokenStore.begin("session", "Entra's tokens", 60);
      moveTime(60);
      const attempt =
        reason === "a tool"
          ? tokens.entraAccessToken(session, { forceRefresh: false })
          : tokens.refresh({ ...owner, refreshToken: pair.refreshToken, scopes: [] });
      await expect(attempt).rejects.toThrow(/sign in again|new sign-in/i);
      const kinds = (await Array.fromAsync(store.records())).map(({ key }) => key.split(":")[0]);
      expect(kinds).not.toContain("entra");
    },
  );
});

describe("a code that is presented again while its session is being made", () => {
  it("ends that session", async () => {
    const presented = {
      clientId: "client",
      codeVerifier: "a verifier that never left the client",
      redirectUri: undefined,
      audience: "http://localhost/mcp",
    };
    const store = createMemoryStore();
    const codes = createAuthorizationCodes(store);
    const audit: string[] = [];
    const sessions = createSessions(store, defaultSessionPolicy, () => Date.now());
    const slowly: typeof sessions = {
      ...sessions,
      create: async (id, owner) => {
        const created = await sessions.create(id, owner);
        // The thief's attempt arrives at this moment.
        await expect(tokens.redeem(code, presented)).rejects.toThrow("not valid");
        return created;
      },
    };
    const tokens = createSessionLifecycle({
      codes,
      sessions: slowly,
      entraTokenStore: createEntraTokenStore(sealed(store)),
      endings: createSessionEndings(),
      correlation: createCorrelation(),
      approvals: { covers: async () => true, touch: async () => true },
      audit: ({ event }) => audit.push(event),
      claimsDemands: { note: async () => undefined },
      entra: undefined as never,
    });
    const granted = {
      sessionId: "session",
      clientId: "client",
      userId: "ada",
      redirectUri: "http://127.0.0.1/callback",
      audience: presented.audience,
      codeChallenge: createHash("sha256").update(presented.codeVerifier).digest("base64url"),
    };
    const code = await codes.issue({ ...granted, scopes: ["User.Read"], roles: [] });
    await expect(tokens.redeem(code, presented)).rejects.toThrow("not valid");
    expect(await sessions.find("session")).toBeUndefined();
    expect(audit).not.toContain("session_created");
  });
});
