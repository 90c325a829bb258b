import { describe, expect, it } from "vitest";
import { isClientIdUrl, parseClientIdUrl } from "./client-id-url.ts";

describe("a client id", () => {
  it.each([
    "https://client.example/oauth/client-metadata.json",
    "https://client.example/a?version=2",
    "https://xn--exmple-cua.example/client.json",
  ])("may be %s", (clientId) => {
    expect(isClientIdUrl(clientId)).toBe(true);
    expect(parseClientIdUrl(clientId, { allowLoopback: false }).href).toBe(clientId);
  });

  it.each([
    ["without a path", "https://client.example/", /with a path/],
    ["without even a slash", "https://client.example", /with a path/],
    ["with a user name", "https://claude.ai@evil.example/c.json", /user name/],
    ["with a password", "https://:x@evil.example/c.json", /user name/],
    ["with a fragment", "https://client.example/c.json#x", /fragment/],
    ["with an empty fragment", "https://client.example/c.json#", /fragment/],
    ["with a dot segment", "https://client.example/a/../c.json", /normal form/],
    ["with a single dot", "https://client.example/./c.json", /normal form/],
    ["with encoded dots", "https://client.example/a/%2e%2E/c.json", /normal form/],
    ["with an upper-case host", "https://Client.example/c.json", /normal form/],
    ["with a backslash", "https://client.example\\c.json", /normal form/],
    ["with a line break", "https://client.example/c\n.json", /normal form/],
    ["with the default port", "https://client.example:443/c.json", /normal form/],
    ["with another port", "https://client.example:8443/c.json", /port/],
    ["at an IPv4 address", "https://192.0.2.1/c.json", /public host name/],
    ["at a public IPv4 address", "https://9.9.9.9/c.json", /public host name/],
    ["at an IPv4 address in disguise", "https://0x7f000001/c.json", /normal form/],
    ["at an IPv6 address", "https://[::ffff:a9fe:a9fe]/c.json", /public host name/],
    ["on this machine", "https://localhost/c.json", /public host name/],
    ["that is too long", `https://client.example/${"x".repeat(512)}`, /https URL/],
    ["that is no URL", "https://", /https URL/],
  ])("%s is refused", (_case, clientId, reason) => {
    expect(() => parseClientIdUrl(clientId, { allowLoopback: false })).toThrow(reason);
  });

  it.each(["6b1ff4a8-0f3a-4c9e-9a53-0c3cf1f9d3a1", "http://client.example/c.json", ""])(
    "like “%s” is none that has a document",
    (clientId) => expect(isClientIdUrl(clientId)).toBe(false),
  );

  it.each(["https://localhost:4433/c.json", "https://127.0.0.1:4433/c.json", "https://[::1]:4433/c.json"])(
    "may be %s where the development switch is on",
    (clientId) => expect(parseClientIdUrl(clientId, { allowLoopback: true }).href).toBe(clientId),
  );

  it.each(["https://10.0.0.1/c.json", "https://client.example:8443/c.json", "https://localhost/"])(
    "may not be %s even there",
    (clientId) => expect(() => parseClientIdUrl(clientId, { allowLoopback: true })).toThrow("expected"),
  );
});
