import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";

describe("an address", () => {
  it.each(["9.9.9.9", "160.79.104.10", "2620:fe::fe", "2606:4700::6810:84e5"])("%s is public", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ["loopback", "127.0.0.1"],
    ["loopback, elsewhere", "127.8.9.10"],
    ["loopback", "::1"],
    ["unspecified", "0.0.0.0"],
    ["unspecified", "::"],
    ["this network", "0.1.2.3"],
    ["private", "10.0.0.1"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.0.1"],
    ["unique local", "fd00:ec2::254"],
    ["link-local, with cloud metadata", "169.254.169.254"],
    ["link-local", "fe80::1"],
    ["site-local", "fec0::1"],
    ["Azure's platform service", "168.63.129.16"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["carrier-grade NAT, with cloud metadata", "100.100.100.200"],
    ["multicast", "224.0.0.1"],
    ["multicast", "ff02::1"],
    ["broadcast", "255.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["benchmarking", "198.18.0.1"],
    ["protocol assignments", "192.0.0.8"],
    ["documentation", "203.0.113.1"],
    ["documentation", "2001:db8::1"],
    ["documentation, newer", "3fff::1"],
    ["IPv4-mapped", "::ffff:169.254.169.254"],
    ["IPv4-mapped, in hexadecimal", "::ffff:7f00:1"],
    ["IPv4-mapped, of a public one", "::ffff:9.9.9.9"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["IPv4-translated", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::169.254.169.254"],
    ["NAT64, local", "64:ff9b:1::10.0.0.1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001:0:7f00:1::"],
    ["IPv6 that is not assigned", "4000::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["no address at all", "client.example"],
  ])("is not public: %s (%s)", (_kind, address) => expect(isPublicAddress(address)).toBe(false));
});
