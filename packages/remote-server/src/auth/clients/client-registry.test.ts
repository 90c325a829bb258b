import { createMemoryStore } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { createPlaces } from "../rules/places.ts";
import { createClientRegistry } from "./client-registry.ts";

describe("registration", () => {
  const registry = (store = createMemoryStore(), count = 1_000) =>
    createClientRegistry(store, {
      audit: () => undefined,
      now: () => 5_000,
      documents: { read: async (clientId) => ({ client_id: clientId, redirect_uris: [] }) },
      places: createPlaces(store, { kind: "client", count, ttlSeconds: 1_000 }),
    });
  const registration = { redirect_uris: ["http://127.0.0.1/callback"], client_name: "A client" };

  it("gives the client an id of our own choosing, and remembers it", async () => {
    const clients = registry();
    const chosen = {
      ...registration,
      client_id: "chosen-by-the-client",
    };
    const client = await clients.register(chosen);
    expect(client.client_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await clients.getClient(client.client_id)).toEqual(client);
    expect(await clients.getClient("chosen-by-the-client")).toBeUndefined();
  });

  it("is forgotten after a week without a sign-in, otherwise three months after the last sign-in", async () => {
    const day = 24 * 3_600_000;
    let now = 0;
    const clients = registry(createMemoryStore(() => now));
    const [unused, used] = [await clients.register(registration), await clients.register(registration)];
    now = 6 * day;
    expect(await clients.recognize(used.client_id)).toBe("A client");
    now = 8 * day;
    expect(await clients.getClient(unused.client_id)).toBeUndefined();
    expect(await clients.getClient(used.client_id)).toEqual(used);
    now = 80 * day;
    await clients.recognize(used.client_id);
    now = 160 * day;
    expect(await clients.getClient(used.client_id)).toEqual(used);
    now = 171 * day;
    expect(await clients.recognize(used.client_id)).toBeUndefined();
    expect(await clients.getClient(used.client_id)).toBeUndefined();
  });

  it("is displaced by others when there are too many, unless a user has signed in with it", async () => {
    const store = createMemoryStore();
    const clients = registry(store, 10);
    const used = await clients.register(registration);
    await clients.recognize(used.client_id);
    for (let count = 0; count < 200; count += 1) await clients.register(registration);
    const kept = (await Array.fromAsync(store.records())).filter(({ key }) => key.startsWith("client:"));
    expect(kept.length).toBeLessThanOrEqual(11);
    expect(await clients.getClient(used.client_id)).toEqual(used);
  });

  it("is refused when it is too long, though each of its parts is not", async () => {
    const long = Array.from(
      { length: 4 },
      (_, index) => `https://client.example/${index}${"x".repeat(1_500)}`,
    );
    await expect(registry().register({ redirect_uris: long })).rejects.toMatchObject({
      errorCode: "invalid_client_metadata",
    });
  });

  it("keeps whether it is a native application", async () => {
    const clients = registry();
    const { client_id: clientId } = await clients.register({ ...registration, application_type: "native" });
    expect(await clients.getClient(clientId)).toMatchObject({ application_type: "native" });
  });

  it("makes every client a public one: a secret handed to anybody proves nothing", async () => {
    const client = await registry().register(registration);
    expect(client.token_endpoint_auth_method).toBe("none");
    expect(client).not.toHaveProperty("client_secret");
  });

  it.each([
    ["no redirect URI", []],
    ["none that a code may be sent to", ["http://evil.example/", "private.scheme:/callback"]],
    ["too many", Array.from({ length: 11 }, (_, index) => `https://client.example/${index}`)],
  ])("is refused with %s", async (_case, redirectUris) => {
    await expect(registry().register({ redirect_uris: redirectUris })).rejects.toMatchObject({
      errorCode: "invalid_redirect_uri",
    });
  });

  it("keeps the redirect URIs that a code may be sent to, each once, and leaves the others out", async () => {
    const good = "https://client.example/callback";
    const sent = ["private.scheme:/callback", good, "http://evil.example/", null, 7, good];
    expect(await registry().register({ redirect_uris: sent })).toMatchObject({ redirect_uris: [good] });
  });

  it("is not needed by a client whose id is the address of its metadata document", async () => {
    const clientId = "https://client.example/document.json";
    expect(await registry().getClient(clientId)).toMatchObject({ client_id: clientId });
  });
});
