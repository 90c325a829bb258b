import { describe, expect, it } from "vitest";
import { isAcceptableRedirectUri, registeredRedirectUri } from "./redirect-uris.ts";

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
    ["a character that turns the direction of writing", "https://client.example/\u202Emoc.knab"],
    ["letters outside of ASCII", "https://bücher.example/callback"],
    ["a line end", "https://client.example/call\nback"],
    ["a space", "https://client.example/callback "],
    ["excessive length", `https://client.example/${"x".repeat(2_000)}`],
  ])("is refused with %s", (_case, uri) => expect(isAcceptableRedirectUri(uri)).toBe(false));
});

describe("the redirect URI of a request", () => {
  const loopback = "http://127.0.0.1:9/callback";

  it.each([
    ["has a password and no user name", "http://:secret@127.0.0.1:9/callback"],
    ["has a parameter of an answer", `${loopback}?code=1`],
  ])("is none that %s", (_case, uri) => {
    expect(isAcceptableRedirectUri(uri)).toBe(false);
    expect(registeredRedirectUri({ redirect_uris: [loopback] }, uri)).toBeUndefined();
  });

  it.each([
    ["another port of a site", "https://client.example:8443/callback"],
    ["another path of a site", "https://client.example/other"],
    ["another query of a site", "https://client.example/callback?to=elsewhere"],
    ["another query of a loopback address", `${loopback}?to=elsewhere`],
    ["another spelling of a site", "https://CLIENT.example/callback"],
    ["https in place of http", "https://127.0.0.1:9/callback"],
  ])("is none that has %s than the registered one", (_case, uri) => {
    const registered = { redirect_uris: [loopback, "https://client.example/callback"] };
    expect(isAcceptableRedirectUri(uri)).toBe(true);
    expect(registeredRedirectUri(registered, uri)).toBeUndefined();
  });

  it("may have any port on loopback", () => {
    const elsewhere = "http://127.0.0.1:10/callback";
    expect(registeredRedirectUri({ redirect_uris: [loopback] }, elsewhere)).toBe(elsewhere);
  });

  it("may be left out where one is registered, and not where there are several to choose from", () => {
    expect(registeredRedirectUri({ redirect_uris: [loopback] }, undefined)).toBe(loopback);
    const two = { redirect_uris: [loopback, "https://client.example/callback"] };
    expect(registeredRedirectUri(two, undefined)).toBeUndefined();
  });
});
