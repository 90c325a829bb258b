import { randomBytes } from "node:crypto";
import { createMemoryStore, fingerprint, type Store, type StoredRecord } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { describe, expect, it } from "vitest";
import { readRemoteServerConfig } from "../src/config.ts";
import { rotateStoreKeys } from "../src/maintenance.ts";
import { callByHand, listTools, redeem, refresh, register, signInByHand } from "./support/by-hand.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { remoteEnvironment, startTestServer, type TestServer } from "./support/test-server.ts";

useMockEntra();
const [oldKey, newKey] = [1, 2].map(() => randomBytes(32).toString("base64"));

async function sessionRows(store: Store): Promise<StoredRecord[]> {
  return (await Array.fromAsync(store.records())).filter(({ key }) => key.startsWith("session:"));
}

function field(row: string, index: number, value: string): string {
  return row.split("\t").with(index, value).join("\t");
}

async function signedInAt(
  { endpoints }: TestServer,
  user: (typeof seed.users)[keyof typeof seed.users],
): Promise<string> {
  const clientId = await register(endpoints);
  const code = (await signInByHand(endpoints, clientId, user)).get("code") ?? "";
  return (await redeem(endpoints, clientId, code)).access_token ?? "";
}

async function entraRecord(store: Store): Promise<string> {
  for await (const { key } of store.records()) if (key.startsWith("entra:")) return key;
  throw new Error("There is no record of Entra's tokens.");
}

describe("an attacker who can write to the store", () => {
  it.each([
    [
      "alters a record",
      // Not its last character, which can stand for the same bytes as another one.
      (sealed: string) => sealed.slice(0, 40) + (sealed[40] === "A" ? "B" : "A") + sealed.slice(41),
    ],
    ["cuts a record", (sealed: string) => sealed.slice(0, 40)],
  ])("and %s only brings about a new sign-in", async (_case, tamper) => {
    const store = createMemoryStore();
    const server = await startTestServer({}, undefined, () => store);
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    const key = await entraRecord(store);
    await store.set(key, tamper((await store.get(key)) ?? ""), 60);
    await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
    expect(server.eventsNamed("record_refused")).toMatchObject([
      { outcome: "failure", reason: "entra record: altered, cut or moved" },
    ]);
    expect(server.bugs).toEqual([]);
    expect(
      await displayName((await connectAs(seed.users.ada, server.endpoints, "streamable-http")).client),
    ).toBe("Ada Lovelace");
  });

  it("cannot put one user's tokens in the place of another's", async () => {
    const store = createMemoryStore();
    const server = await startTestServer({}, undefined, () => store);
    await connectAs(seed.users.grace, server.endpoints, "streamable-http");
    const graces = (await store.get(await entraRecord(store))) ?? "";
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    for await (const { key } of store.records())
      if (key.startsWith("entra:")) await store.set(key, graces, 60);
    await expect(client.callTool({ name: "getUserDetails" })).rejects.toBeInstanceOf(UnauthorizedError);
  });
});

describe("an attacker who writes into a session's row", () => {
  const changes: [string, (row: string, others: string) => string][] = [
    ["adds a role", (row) => field(row, 4, "Directory.Reader Auditor")],
    ["names another user", (row) => row.replace(seed.users.grace.id, seed.users.ada.id)],
    ["puts a token of their own in", (row) => field(row, 5, fingerprint("known.token"))],
    ["prolongs it", (row) => field(row, 8, "zzzzzzz")],
    ["cuts it", (row) => row.slice(0, -1)],
    ["empties it", () => ""],
    ["puts another session's row there", (_row, others) => others],
    ["takes the tag off", (row) => row.slice(31)],
    ["writes one as it was before rows had tags", () => `["${seed.users.ada.id}","client"]`],
  ];

  it("gets a 401 and never an error of ours, is reported each time, and the row counts again as it was", async () => {
    const store = createMemoryStore();
    const server = await startTestServer({}, undefined, () => store);
    const { endpoints } = server;
    const victims = await signedInAt(server, seed.users.ada);
    const [theirs] = await sessionRows(store);
    const own = await signedInAt(server, seed.users.grace);
    const row = (await sessionRows(store)).find(({ key }) => key !== theirs?.key);
    if (row === undefined || theirs === undefined) throw new Error("Two sign-ins leave two rows.");
    for (const [what, change] of changes) {
      await store.set(row.key, change(row.value, theirs.value), 60);
      const events = server.eventsNamed("record_refused").length;
      expect(await listTools(endpoints, own), what).toBe(401);
      const reason =
        /tag/.test(what) || what === "empties it" ? "it has no tag that fits" : "altered, cut or moved";
      const refusals = server.eventsNamed("record_refused").slice(events);
      expect(refusals, what).toMatchObject([{ outcome: "failure", reason: `session record: ${reason}` }]);
    }
    await store.set(row.key, row.value, 60);
    expect(await listTools(endpoints, own)).toBe(200);
    expect(await listTools(endpoints, victims)).toBe(200);
    expect(server.bugs).toEqual([]);
  });

  it("gets a 401 on refresh as well, and cannot unlock what comes from a foreign key", async () => {
    const store = createMemoryStore();
    const server = await startTestServer({}, undefined, () => store);
    const { endpoints } = server;
    const clientId = await register(endpoints);
    const code = (await signInByHand(endpoints, clientId, seed.users.grace)).get("code") ?? "";
    const { refresh_token: refreshToken, access_token: token = "" } = await redeem(endpoints, clientId, code);
    const [row] = await sessionRows(store);
    if (row === undefined) throw new Error("A sign-in leaves a row.");
    await store.set(row.key, field(row.value, 4, "Directory.Reader"), 60);
    expect(await refresh(endpoints, clientId, refreshToken)).toMatchObject({ error: "invalid_grant" });
    // If the server does not have the key, the operator may have forgotten it. So the server deletes nothing.
    await store.set(row.key, `AAAAAAAA${row.value.slice(8)}`, 60);
    const response = await callByHand(endpoints, token, "getUserDetails");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(server.eventsNamed("record_refused").at(-1)).toMatchObject({
      reason: "session record: unknown key",
    });
  });
});

describe("rotating keys while a server runs", () => {
  it("leaves its sessions alone, and the old key can go", async () => {
    const store = createMemoryStore();
    const wrap = () => ({ ...store, close: async () => undefined });
    const before = await startTestServer({ SESSION_ENCRYPTION_KEYS: `${newKey},${oldKey}` }, undefined, wrap);
    const { client } = await connectAs(seed.users.ada, before.endpoints, "streamable-http");
    const rotated = readRemoteServerConfig({
      ...remoteEnvironment,
      SESSION_ENCRYPTION_KEYS: `${oldKey},${newKey}`,
    });
    const events: unknown[] = [];
    const unused = { issuer: "", jwksUri: "", metadata: "" };
    const rotation = await rotateStoreKeys(rotated, unused, { audit: (event) => events.push(event), store });
    expect(rotation).toMatchObject({ contested: 0, unreadable: 0 });
    expect(rotation.rewritten).toBeGreaterThan(0);
    expect(events).toMatchObject([{ event: "key_rotated", outcome: "success" }]);
    expect(await displayName(client)).toBe("Ada Lovelace");
  });

  it("has nothing to do for a store that ends with its process", async () => {
    const config = readRemoteServerConfig(remoteEnvironment);
    const unused = { issuer: "", jwksUri: "", metadata: "" };
    await expect(rotateStoreKeys(config, unused, { audit: () => undefined })).rejects.toThrow(
      /SESSION_STORE is memory:/,
    );
  });
});
