import { createMemoryStore, fingerprint, type Store } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createSessionId, createSessions, type Sessions } from "./sessions.ts";

const policy = { accessTokenSeconds: 600, sessionSeconds: 3_600, refreshGraceSeconds: 30 };
const owner = {
  userId: "ada",
  clientId: "client-a",
  audience: "http://localhost:3001/mcp",
  scopes: ["User.Read"],
  roles: ["Auditor"],
};
let time: number;
let rolesNow: string[];
let stored: Map<string, string>;
let store: Store;
let sessions: Sessions;

beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
  rolesNow = ["Auditor"];
  stored = new Map();
  store = createMemoryStore(() => time);
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
  const { audience } = owner;
  return sessions.refresh({ refreshToken, clientId, audience, scopes }, async () => rolesNow);
}

async function refreshed(refreshToken: string) {
  const outcome = await refresh(refreshToken);
  if (outcome.kind !== "refreshed") throw new Error(JSON.stringify(outcome));
  return outcome.tokens;
}

async function signIn() {
  const id = createSessionId();
  return { id, ...(await sessions.create(id, owner)).tokens };
}

describe("access tokens", () => {
  it("find only their own session", async () => {
    const [first, second] = [await signIn(), await signIn()];
    expect((await sessions.findByAccessToken(first.accessToken))?.id).toBe(first.id);
    expect((await sessions.findByAccessToken(second.accessToken))?.id).toBe(second.id);
  });

  it("are good until they expire", async () => {
    const { accessToken } = await signIn();
    time += 599_000;
    expect(await sessions.findByAccessToken(accessToken)).toBeDefined();
    time += 1_000;
    await expect(sessions.findByAccessToken(accessToken)).rejects.toMatchObject({
      errorCode: "invalid_token",
    });
  });

  it("are refused on the very next request after a revocation", async () => {
    const { id, accessToken } = await signIn();
    await sessions.revoke(id);
    expect(await sessions.findByAccessToken(accessToken)).toBeUndefined();
  });

  it("end with their session, however long the store keeps its row", async () => {
    const { id, accessToken } = await signIn();
    const [key = "", row = ""] = [...stored].find(([name]) => name.startsWith("session:")) ?? [];
    time += 3_600_000;
    await store.set(key, row, 3_600);
    expect(await sessions.findByAccessToken(accessToken)).toBeUndefined();
    expect(await sessions.find(id)).toBeUndefined();
  });

  it("tell whose they were when they have had their time; what merely begins with a session's id tells nothing", async () => {
    const { id, accessToken } = await signIn();
    expect(await sessions.findByAccessToken(accessToken)).toBeDefined();
    time += 600_000;
    await expect(sessions.findByAccessToken(accessToken)).rejects.toMatchObject({ session: { id } });
    expect(await sessions.findByAccessToken("unknown.token")).toBeUndefined();
    expect(await sessions.findByAccessToken(`${id}.made-up`)).toBeUndefined();
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
    time += 30_000;
    const renewed = await refreshed(refreshToken);
    const everything = JSON.stringify([...stored]);
    const tokens = [accessToken, refreshToken, renewed.accessToken, renewed.refreshToken];
    for (const secret of [id, ...tokens.flatMap((token) => token.split("."))]) {
      expect(everything).not.toContain(secret);
    }
  });
});

describe("refresh tokens", () => {
  /** After the grace period, in which a pair is repeated. */
  const later = () => void (time += 30_000);

  it("give a new pair, and the old access token ends after the grace", async () => {
    const before = await signIn();
    later();
    const { accessToken } = await refreshed(before.refreshToken);
    expect(accessToken).not.toBe(before.accessToken);
    const { audience, ...whose } = owner;
    const audienceFingerprint = fingerprint(audience);
    expect(await sessions.findByAccessToken(accessToken)).toMatchObject({ ...whose, audienceFingerprint });
    expect(await sessions.findByAccessToken(before.accessToken)).toBeDefined();
    later();
    expect(await sessions.findByAccessToken(before.accessToken)).toBeUndefined();
  });

  it("do not bring an access token back to life that has expired", async () => {
    const before = await signIn();
    time += 600_000;
    await refreshed(before.refreshToken);
    expect(await sessions.findByAccessToken(before.accessToken)).toBeUndefined();
  });

  it("get the same pair once more within the grace: the client has lost the answer, or raced itself", async () => {
    const { refreshToken } = await signIn();
    later();
    const first = await refreshed(refreshToken);
    time += 29_000;
    const second = await refreshed(refreshToken);
    expect(second).toEqual({ ...first, expiresInSeconds: first.expiresInSeconds - 29 });
  });

  it("are not replaced while they are young, so that a storm of refreshes ends with one pair", async () => {
    const { refreshToken } = await signIn();
    later();
    const first = await refreshed(refreshToken);
    expect(await refreshed(first.refreshToken)).toEqual(first);
    expect(await refreshed(refreshToken)).toEqual(first);
    later();
    expect((await refreshed(first.refreshToken)).refreshToken).not.toBe(first.refreshToken);
  });

  it("are recognized as reused when they come back after the grace", async () => {
    const { id, refreshToken } = await signIn();
    later();
    await refreshed(refreshToken);
    later();
    expect(await refresh(refreshToken)).toMatchObject({ kind: "reused", session: { id } });
  });

  it("have one descendant, even if eight callers present them at the same time", async () => {
    const { refreshToken } = await signIn();
    later();
    const pairs = await Promise.all(Array.from({ length: 8 }, async () => refreshed(refreshToken)));
    expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
    expect(pairs[0]?.refreshToken).not.toBe(refreshToken);
  });

  it("are of no use at another server on the same store, not even to end the session there", async () => {
    const { id, refreshToken } = await signIn();
    const elsewhere = { clientId: owner.clientId, audience: "http://localhost:3002/mcp", scopes: [] };
    for (const token of [refreshToken, `${id}.used-before`]) {
      const outcome = await sessions.refresh({ refreshToken: token, ...elsewhere }, async () => ["Auditor"]);
      expect(outcome).toMatchObject({ kind: "refused", reason: "foreign_server" });
    }
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });

  it("are of no use to another client, and survive its attempt", async () => {
    const { refreshToken } = await signIn();
    expect(await refresh(refreshToken, "client-b")).toMatchObject({ reason: "foreign_client" });
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });

  it("never widen the scope", async () => {
    const { refreshToken } = await signIn();
    expect(await refresh(refreshToken, owner.clientId, ["Mail.Send"])).toMatchObject({
      reason: "scope_widened",
    });
  });

  it("bring the roles that the user has by then", async () => {
    const { id, refreshToken } = await signIn();
    time += 60_000;
    rolesNow = ["Directory.Reader"];
    await refreshed(refreshToken);
    expect((await sessions.find(id))?.roles).toEqual(["Directory.Reader"]);
  });

  it("stay good when the roles cannot be found out", async () => {
    const { id, refreshToken } = await signIn();
    time += 60_000;
    const { clientId, audience } = owner;
    const request = { refreshToken, clientId, audience, scopes: [] };
    const unreachable = async () => Promise.reject(new Error("Entra does not answer."));
    await expect(sessions.refresh(request, unreachable)).rejects.toThrow("does not answer");
    expect((await sessions.find(id))?.roles).toEqual(owner.roles);
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });

  it("do not prolong a session beyond its end", async () => {
    let { refreshToken } = await signIn();
    time += 3_500_000;
    const outcome = await refresh(refreshToken);
    if (outcome.kind !== "refreshed") throw new Error(outcome.kind);
    expect(outcome.tokens.expiresInSeconds).toBe(100);
    refreshToken = outcome.tokens.refreshToken;
    time += 100_000;
    expect(await refresh(refreshToken)).toMatchObject({ reason: "unknown" });
  });

  it("survive that a client sends its access token by mistake", async () => {
    const { accessToken, refreshToken } = await signIn();
    expect(await refresh(accessToken)).toMatchObject({ reason: "unknown" });
    expect((await refresh(refreshToken)).kind).toBe("refreshed");
  });
});
