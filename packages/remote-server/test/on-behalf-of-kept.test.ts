import {
  createAuthenticatingStore,
  createClientCredential,
  createEncryptingStore,
  createMemoryStore,
  discoverAuthority,
  loadKeyRing,
  type Store,
} from "@mcp-entra/auth-core";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { protectByEntraTokens } from "../src/auth/protect-by-entra-tokens.ts";
import { endpointsAt } from "../src/auth/rules/endpoints.ts";
import { createPlaces, withPlaces } from "../src/auth/rules/places.ts";
import { readRemoteServerConfig } from "../src/config.ts";
import { callByHand } from "./support/by-hand.ts";
import { api, client, request, startEntraServer } from "./support/entra-tokens.ts";
import { remoteEnvironment } from "./support/test-server.ts";

const entra = useMockEntra();
const key = Buffer.alloc(32, 7).toString("base64");
const exchanges = () => entra.trace.entries().filter(({ endpoint }) => endpoint === "token").length;

const namesIn = async (store: Store): Promise<string[]> =>
  (await Array.fromAsync(store.records())).map((record) => record.key);
const keptIn = async (store: Store): Promise<string[]> =>
  (await namesIn(store)).filter((name) => name.startsWith("on-behalf:"));

const openKeyRing = async () =>
  loadKeyRing({ keys: key, file: undefined, vaultKey: undefined }, () => {
    throw new Error("There is no vault.");
  });

/** A server with its store. `wait` moves its clock. */
async function startServer() {
  let waited = 0;
  const now = (): number => Date.now() + waited;
  const store = createMemoryStore(now);
  const { endpoints } = await startEntraServer(entra, { SESSION_ENCRYPTION_KEYS: key }, { now, store });
  return {
    store,
    wait: (seconds: number) => void (waited += seconds * 1_000),
    /** @returns the status, or the text of the tool's error. */
    call: async (token: string) => {
      const response = await callByHand(endpoints, token, "listDirectoryUsers");
      const { result } = (await response.json()) as { result?: { isError?: boolean; content: unknown } };
      return result?.isError ? result.content : response.status;
    },
  };
}

describe("what is kept for a caller's token", () => {
  it("is gone from the store when that token ends", async () => {
    const { store, wait, call } = await startServer();
    expect(await call(await entra.forge.valid(request))).toBe(200);
    expect(await keptIn(store)).toHaveLength(1);
    wait(90 * 60 + 1);
    expect(await keptIn(store)).toEqual([]);
  });

  it("is gone from the store when Entra demands a new sign-in", async () => {
    const { store, call } = await startServer();
    const [token, other] = [await entra.forge.valid(request), await entra.forge.valid(request)];
    await call(other);
    const before = await keptIn(store);
    await call(token);
    entra.faults.add({ endpoint: "graph-users", status: 401, times: 2 });
    expect(await call(token)).toBe(401);
    expect(await keptIn(store)).toEqual(before);
  });

  it("keeps its place when it is renewed", async () => {
    const { store, call } = await startServer();
    const token = await entra.forge.valid(request);
    await call(token);
    const before = await namesIn(store);
    entra.faults.add({ endpoint: "graph-users", status: 401, times: 1 });
    expect([await call(token), exchanges()]).toEqual([200, 2]);
    expect(await namesIn(store)).toEqual(before);
  });

  it("counts as missing if it was tampered with, and is replaced", async () => {
    const { store, call } = await startServer();
    const token = await entra.forge.valid(request);
    await call(token);
    for (const name of await keptIn(store))
      await store.set(name, ((await store.get(name)) ?? "").slice(0, -8), 60);
    for (let again = 0; again < 2; again += 1) expect([await call(token), exchanges()]).toEqual([200, 2]);
  });

  it("is not used in the last minute of Graph's token, which could end on its way", async () => {
    entra.setLifetimes(api.appId, { accessTokenSeconds: 600 });
    const { wait, call } = await startServer();
    const token = await entra.forge.valid(request);
    expect([await call(token), exchanges()]).toEqual([200, 1]);
    wait(480);
    expect([await call(token), exchanges()]).toEqual([200, 1]);
    wait(90);
    expect([await call(token), exchanges()]).toEqual([200, 2]);
  });

  it("is nothing, and takes no place, once the token lives only by the tolerance for clocks", async () => {
    entra.setLifetimes(client.appId, { accessTokenSeconds: 600 });
    const { store, wait, call } = await startServer();
    const token = await entra.forge.valid(request);
    wait(600 + 30);
    expect(await call(token)).toBe(200);
    expect(await namesIn(store)).toEqual([]);
  });
});

describe("how much is kept", () => {
  /** The part of the server that checks Entra's tokens. It exchanges them at the mock, and keeps at most this many. */
  async function openResource(store: Store, keptTokens: number) {
    const config = readRemoteServerConfig({
      ...remoteEnvironment,
      AUTHORIZATION_SERVER: "entra",
      AZURE_CLIENT_ID: api.appId,
      AZURE_CLIENT_SECRET: api.secret,
      ENTRA_ALLOWED_CLIENTS: client.appId,
    });
    return protectByEntraTokens({
      ...config,
      endpoints: endpointsAt("https://mcp.example.com"),
      authority: await discoverAuthority(config.entra),
      credential: createClientCredential(config.credential, config.entra.authorityHost),
      store,
      keyRing: await openKeyRing(),
      keptTokens,
      audit: () => undefined,
      now: () => Date.now(),
    });
  }

  it("stays within the bound for 200 tokens, 20 of them at once, each exchanged at Entra", async () => {
    const [tokens, atOnce, places] = [200, 20, 40];
    const store = createMemoryStore();
    const resource = await openResource(store, places);
    const exchange = async (): Promise<void> => {
      const verdict = await resource.verifyToken(await entra.forge.valid(request));
      if (verdict.kind !== "good") throw new Error("The token was refused.");
      await resource.access.entraAccessToken(verdict.caller.extra.session, { forceRefresh: false });
    };
    let most = 0;
    for (let done = 0; done < tokens; done += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, async () => exchange()));
      most = Math.max(most, (await keptIn(store)).length);
    }
    expect(exchanges()).toBe(tokens);
    expect(most).toBeGreaterThan(places / 2);
    expect(most).toBeLessThanOrEqual(places);
  });

  it("stays within the bound for 10,000 records: the store holds as many as it has places for", async () => {
    const store = createMemoryStore();
    const ring = await openKeyRing();
    const places = createPlaces(createAuthenticatingStore(store, ring), {
      kind: "on-behalf",
      count: 500,
      ttlSeconds: 3_600,
    });
    const bounded = withPlaces(createEncryptingStore(store, ring), places);
    for (let caller = 0; caller < 10_000; caller += 1)
      await bounded.set(`on-behalf:${caller}`, "token", 3_600);
    expect((await keptIn(store)).length).toBeLessThanOrEqual(500);
    expect((await namesIn(store)).length).toBeLessThanOrEqual(1_000);
  });

  it("is what LIMIT_KEPT_TOKENS says", async () => {
    const store = createMemoryStore();
    const { endpoints } = await startEntraServer(entra, { LIMIT_KEPT_TOKENS: "10" }, { store });
    for (let call = 0; call < 40; call += 1)
      await callByHand(endpoints, await entra.forge.valid(request), "listDirectoryUsers");
    const kept = await keptIn(store);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThanOrEqual(10);
  });
});
