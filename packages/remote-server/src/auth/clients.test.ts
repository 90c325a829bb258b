import { createMemoryStore } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { createClientRegistry, isAcceptableRedirectUri } from "./clients.ts";

describe("a redirect URI", () => {
  it.each([
    "https://client.example/callback",
    "http://localhost:33418/callback",
    "http://127.0.0.1/callback",
    "http://[::1]:8080/",
  ])("may be %s", (uri) => expect(isAcceptableRedirectUri(uri)).toBe(true));

  it.each([
    ["http on a remote host", "http://evil.example/callback"],
    ["a host that only looks local", "http://localhost.evil.example/callback"],
    ["a user name", "http://evil@localhost:9/callback"],
    ["a fragment", "https://client.example/callback#x"],
    ["an empty fragment", "https://client.example/callback#"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["no scheme", "client.example/callback"],
    ["excessive length", `https://client.example/${"x".repeat(2_000)}`],
  ])("is refused with %s", (_case, uri) => expect(isAcceptableRedirectUri(uri)).toBe(false));
});

describe("registration", () => {
  const registry = () =>
    createClientRegistry(createMemoryStore(), { audit: () => undefined, now: () => 5_000 });
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

  it("makes every client a public one: a secret handed to anybody proves nothing", async () => {
    const client = await registry().register(registration);
    expect(client.token_endpoint_auth_method).toBe("none");
    expect(client).not.toHaveProperty("client_secret");
  });

  it.each([
    ["no redirect URI", []],
    ["one bad among good ones", ["https://client.example/callback", "http://evil.example/"]],
    ["too many", Array.from({ length: 11 }, (_, index) => `https://client.example/${index}`)],
  ])("is refused with %s", async (_case, redirectUris) => {
    await expect(registry().register({ redirect_uris: redirectUris })).rejects.toMatchObject({
      errorCode: "invalid_redirect_uri",
    });
  });
});
