import { createMemoryStore } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createSessionId, createSessions, type Sessions } from "./sessions.ts";

const policy = { accessTokenSeconds: 600, sessionSeconds: 3_600, refreshGraceSeconds: 30 };
const owner = { userId: "ada", clientId: "client-a", scopes: ["User.Read"] };
let time: number;
let stored: Map<string, string>;
let sessions: Sessions;

beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
  stored = new Map();
  const store = createMemoryStore(() => time);
  const recording = {
    ...store,
    set: async (key: string, value: string, ttlSeconds: number) => {
      stored.set(key, value);
      await store.set(key, value, ttlSeconds);
    },
    compareAndSet: async (key: string, expected: string, value: string, ttlSeconds: number) => {
      stored.set(key, value);
      return store.compareAndSet(key, expected, value, ttlSeconds);
    },
  };
  sessions = createSessions(recording, policy, () => time);
});

async function refresh(refreshToken: string, clientId = owner.clientId, scopes: string[] = []) {
  return sessions.refresh({ refreshToken, clientId, scopes });
}

async function signIn() {
  const id = createSessionId();
  return { id, ...(await sessions.create(id, owner)).tokens };
}

describe("access tokens", () => {
  it("find their session, and nobody else's", async () => {
    const [first, second] = [await signIn(), await signIn()];
    expect((await sessions.findByAccessToken(first.accessToken))?.id).toBe(first.id);
    expect((await sessions.findByAccessToken(second.accessToken))?.id).toBe(second.id);
  });

  it("are good until they expire", async () => {
    const { accessToken } = await signIn();
    time += 599_000;
    expect(await sessions.findByAccessToken(accessToken)).toBeDefined();
    time += 1_000;
    expect(await sessions.findByAccessToken(accessToken)).toBeUndefined();
  });

  it("are refused on the very next request after a revocation", async () => {
    const { id, accessToken } = await signIn();
    await sessions.revoke(id);
    expect(await sessions.findByAccessToken(accessToken)).toBeUndefined();
  });

  it.each(["", ".", "no-dot-at-all", "x".repeat(10_000)])("refuses %j as a token", async (token) => {
    await signIn();
    expect(await sessions.findByAccessToken(token)).toBeUndefined();
  });

  it("refuses the right session with the wrong secret", async () => {
    const { id } = await signIn();
    expect(await sessions.findByAccessToken(`${id}.${"A".repeat(43)}`)).toBeUndefined();
  });

  it("refuses a refresh token in the place of an access token", async () => {
    const { refreshToken } = await signIn();
    expect(await sessions.findByAccessToken(refreshToken)).toBeUndefined();
  });
});

describe("the store", () => {
  it("never holds a token, nor the id that finds a session", async () => {
    const { id, accessToken, refreshToken } = await signIn();
    const outcome = await refresh(refreshToken);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    const everything = JSON.stringify([...stored]);
    const tokens = [accessToken, refreshToken, outcome.tokens.accessToken, outcome.tokens.refreshToken];
    for (const secret of [id, ...tokens.flatMap((token) => token.split("."))]) {
      expect(everything).not.toContain(secret);
    }
  });
});

describe("refresh tokens", () => {
  it("give a new pair and end the old one", async () => {
    const before = await signIn();
    const outcome = await refresh(before.refreshToken);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    expect(await sessions.findByAccessToken(outcome.tokens.accessToken)).toMatchObject(owner);
    expect(await sessions.findByAccessToken(before.accessToken)).toBeUndefined();
  });

  it("get the same pair once more within the grace: the client has lost the answer, or raced itself", async () => {
    const { refreshToken } = await signIn();
    const first = await refresh(refreshToken);
    time += 29_000;
    const second = await refresh(refreshToken);
    if (first.kind !== "refreshed" || second.kind !== "refreshed") throw new Error(second.kind);
    expect(second.tokens.accessToken).toBe(first.tokens.accessToken);
    expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
    expect(second.tokens.expiresInSeconds).toBe(first.tokens.expiresInSeconds - 29);
  });

  it("are recognized as reused when they come back after the grace", async () => {
    const { id, refreshToken } = await signIn();
    await refresh(refreshToken);
    time += 30_000;
    expect(await refresh(refreshToken)).toMatchObject({ kind: "reused", session: { id } });
  });

  it("are recognized as reused at once when they are older than the one before", async () => {
    const { refreshToken } = await signIn();
    const first = await refresh(refreshToken);
    if (first.kind !== "refreshed") throw new Error(first.kind);
    await refresh(first.tokens.refreshToken);
    expect((await refresh(refreshToken)).kind).toBe("reused");
  });

  it("have one descendant, even if eight callers present them at the same time", async () => {
    const { refreshToken } = await signIn();
    const outcomes = await Promise.all(Array.from({ length: 8 }, async () => refresh(refreshToken)));
    const pairs = outcomes.map((outcome) =>
      outcome.kind === "refreshed" ? outcome.tokens.refreshToken : outcome.kind,
    );
    expect(new Set(pairs).size).toBe(1);
    expect(pairs[0]).toContain(".");
  });

  it("are of no use to another client, and survive its attempt", async () => {
    const { refreshToken } = await signIn();
    expect((await refresh(refreshToken, "client-b")).kind).toBe("foreign_client");
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });

  it("never widen the scope", async () => {
    const { refreshToken } = await signIn();
    expect((await refresh(refreshToken, owner.clientId, ["Mail.Send"])).kind).toBe("scope_widened");
  });

  it("do not prolong a session beyond its end", async () => {
    let { refreshToken } = await signIn();
    time += 3_500_000;
    const outcome = await refresh(refreshToken);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    expect(outcome.tokens.expiresInSeconds).toBe(100);
    refreshToken = outcome.tokens.refreshToken;
    time += 100_000;
    expect((await refresh(refreshToken)).kind).toBe("unknown");
  });

  it("survive that a client sends its access token by mistake", async () => {
    const { accessToken, refreshToken } = await signIn();
    expect((await refresh(accessToken)).kind).toBe("unknown");
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });
});
