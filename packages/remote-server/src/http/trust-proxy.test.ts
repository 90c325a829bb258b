import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { clientAddress, isTrustProxy, type TrustProxy } from "./trust-proxy.ts";

const proxy = "10.0.0.7";

function addressOf(trustProxy: TrustProxy | undefined, forwardedFor?: string, remoteAddress = proxy): string {
  const request = { headers: { "x-forwarded-for": forwardedFor }, socket: { remoteAddress } };
  return clientAddress(trustProxy)(request as unknown as IncomingMessage);
}

describe("the address of a client", () => {
  it("is the connection's own when no proxy is trusted, whatever a header says", () => {
    expect(addressOf(undefined, "203.0.113.5")).toBe(proxy);
  });

  it("is what the one trusted proxy saw, not what the client made up before it", () => {
    expect(addressOf(1, "198.51.100.1, 203.0.113.5")).toBe("203.0.113.5");
    expect(addressOf(["10.0.0.0/8"], "198.51.100.1, 203.0.113.5")).toBe("203.0.113.5");
  });

  it("is believed through as many proxies as there are", () => {
    expect(addressOf(2, "198.51.100.1, 203.0.113.5, 10.0.0.6")).toBe("203.0.113.5");
    expect(addressOf(["10.0.0.0/8"], "198.51.100.1, 203.0.113.5, 10.0.0.6")).toBe("203.0.113.5");
  });

  it("is the connection's own for a caller that has got past the proxy", () => {
    expect(addressOf(["10.0.0.0/8"], "198.51.100.1", "192.0.2.9")).toBe("192.0.2.9");
  });

  it.each([
    ["203.0.113.5:51234", "203.0.113.5"],
    ["[2001:db8::1]:51234", "2001:db8::1"],
    ["2001:db8::1", "2001:db8::1"],
  ])("is %s without the port that some gateways add", (forwarded, address) => {
    expect(addressOf(1, forwarded)).toBe(address);
  });

  it.each(["unknown", "<script>", "999.1.1.1", ""])("is the proxy's when it says %j", (forwarded) => {
    expect(addressOf(1, forwarded)).toBe(proxy);
  });
});

describe("TRUST_PROXY", () => {
  it.each([
    "0.0.0.0/0",
    "0.0.0.0/1,128.0.0.0/1",
    "0.0.0.0/2, 64.0.0.0/2, 128.0.0.0/2, 192.0.0.0/2",
    Array.from({ length: 256 }, (_, index) => `${index}.0.0.0/8`).join(),
    Array.from({ length: 64 }, (_, index) => `::ffff:${index}.0.0.0/104`).join(),
    "::/1,8000::/1",
    "::/5",
    "::ffff:0:0/96",
    "::ffff:0.0.0.0/97,::ffff:128.0.0.0/97",
    "2000::/3",
    "true",
    "loopback, 0.0.0.0/1",
  ])("is not %s: almost anybody would be a proxy", (networks) => {
    expect(isTrustProxy(networks)).toBe(false);
  });

  it.each([
    "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7",
    "uniquelocal, loopback",
    "203.0.113.7",
    "2001:db8::7",
    "::ffff:10.0.0.0/104",
    "2",
  ])("can be %s", (networks) => {
    expect(isTrustProxy(networks)).toBe(true);
  });
});
