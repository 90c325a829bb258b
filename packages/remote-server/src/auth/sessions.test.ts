import { createMemoryStore } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createSessionId, createSessions, type Sessions } from "./sessions.ts";

const policy = { accessTokenSeconds: 600, sessionSeconds: 3_600 };
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
  };
  sessions = createSessions(recording, policy, () => time);
});

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
    const everything = JSON.stringify([...stored]);
    for (const secret of [id, accessToken, refreshToken, accessToken.split(".")[1]]) {
      expect(everything).not.toContain(secret);
    }
  });
});

describe("refresh tokens", () => {
  it("give a new pair and end the old one", async () => {
    const before = await signIn();
    const outcome = await sessions.refresh(before.refreshToken, owner.clientId, []);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    expect(await sessions.findByAccessToken(outcome.tokens.accessToken)).toMatchObject(owner);
    expect(await sessions.findByAccessToken(before.accessToken)).toBeUndefined();
  });

  it("are recognized when they are used a second time", async () => {
    const { id, refreshToken } = await signIn();
    await sessions.refresh(refreshToken, owner.clientId, []);
    expect(await sessions.refresh(refreshToken, owner.clientId, [])).toMatchObject({
      kind: "reused",
      session: { id },
    });
  });

  it("give one of eight parallel callers a new pair", async () => {
    const { refreshToken } = await signIn();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async () => sessions.refresh(refreshToken, owner.clientId, [])),
    );
    expect(outcomes.filter(({ kind }) => kind === "refreshed")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "raced")).toHaveLength(7);
  });

  it("are of no use to another client, and survive its attempt", async () => {
    const { refreshToken } = await signIn();
    expect((await sessions.refresh(refreshToken, "client-b", [])).kind).toBe("foreign_client");
    expect((await sessions.refresh(refreshToken, owner.clientId, [])).kind).toBe("refreshed");
  });

  it("never widen the scope", async () => {
    const { refreshToken } = await signIn();
    expect((await sessions.refresh(refreshToken, owner.clientId, ["Mail.Send"])).kind).toBe("scope_widened");
  });

  it("do not prolong a session beyond its end", async () => {
    let { refreshToken } = await signIn();
    time += 3_500_000;
    const outcome = await sessions.refresh(refreshToken, owner.clientId, []);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    expect(outcome.tokens.expiresInSeconds).toBe(100);
    refreshToken = outcome.tokens.refreshToken;
    time += 100_000;
    expect((await sessions.refresh(refreshToken, owner.clientId, [])).kind).toBe("unknown");
  });

  it("survive that a client sends its access token by mistake", async () => {
    const { accessToken, refreshToken } = await signIn();
    expect((await sessions.refresh(accessToken, owner.clientId, [])).kind).toBe("unknown");
    expect((await sessions.refresh(refreshToken, owner.clientId, [])).kind).toBe("refreshed");
  });
});
