import { randomBytes } from "node:crypto";
import { createMemoryStore, type Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { describe, expect, it } from "vitest";
import { readRemoteServerConfig } from "../src/config.ts";
import { rotateStoreKeys } from "../src/maintenance.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { remoteEnvironment, startTestServer } from "./support/test-server.ts";

useMockEntra();
const [oldKey, newKey] = [1, 2].map(() => randomBytes(32).toString("base64"));

async function entraRecord(store: Store): Promise<string> {
  for await (const { key } of store.records()) if (key.startsWith("entra:")) return key;
  throw new Error("There is no record of Entra's tokens.");
}

describe("somebody who can write to the store", () => {
  it.each([
    [
      "alters a record",
      (sealed: string) => sealed.slice(0, -4) + (sealed.endsWith("AAAA") ? "BBBB" : "AAAA"),
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
    const unused = { issuer: "", metadata: "" };
    const rotation = await rotateStoreKeys(rotated, unused, { audit: (event) => events.push(event), store });
    expect(rotation).toMatchObject({ contested: 0, unreadable: 0 });
    expect(rotation.rewritten).toBeGreaterThan(0);
    expect(events).toMatchObject([{ event: "key_rotated", outcome: "success" }]);
    expect(await displayName(client)).toBe("Ada Lovelace");
  });

  it("has nothing to do for a store that ends with its process", async () => {
    const config = readRemoteServerConfig(remoteEnvironment);
    const unused = { issuer: "", metadata: "" };
    await expect(rotateStoreKeys(config, unused, { audit: () => undefined })).rejects.toThrow(
      /SESSION_STORE is memory:/,
    );
  });
});
