import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import proxyAddr from "proxy-addr";

/** How many proxies stand in front of this server, or the addresses and networks that they have. */
export type TrustProxy = number | readonly string[];

/** @returns the address that a request comes from: what limits count by. */
export type ClientAddress = (request: IncomingMessage) => string;

const namedNetworks = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Whether TRUST_PROXY can be read. Neither “true” nor networks that together are a good part of the internet: each caller there
 * would be its own proxy.
 */
export function isTrustProxy(value: string): boolean {
  if (/^[1-9]$/.test(value)) return true;
  const networks = split(value);
  return networks.every(isNetwork) && widthOf(networks) <= widest;
}

export function toTrustProxy(value: string): TrustProxy {
  return /^[1-9]$/.test(value) ? Number(value) : split(value);
}

/**
 * Reads X-Forwarded-For as far as the proxies in front of us are to be believed; without any, it is not read at all.
 *
 * Express could do this (`trust proxy`), but would then believe X-Forwarded-Host and X-Forwarded-Proto as well. Under
 * which name and scheme we are reached, PUBLIC_URL says; no header does.
 *
 * With a number, a caller that can reach this server past the proxy chooses its own address. Prefer addresses.
 */
export function clientAddress(trustProxy: TrustProxy | undefined): ClientAddress {
  const isTrusted = trustFunction(trustProxy);
  return (request) => {
    const claimed = withoutPort(proxyAddr(request, isTrusted));
    // Not an address: the caller has made it up, and must not get a counter of its own for each invention.
    return isIP(claimed) === 0 ? (request.socket.remoteAddress ?? "unknown") : claimed;
  };
}

function trustFunction(trustProxy: TrustProxy | undefined): (address: string, hop: number) => boolean {
  // defence:47 A header is what its sender writes, and that may be anybody.
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === "number") return (_address, hop) => hop < trustProxy;
  return proxyAddr.compile([...trustProxy]);
}

/** Some gateways of Azure add the port: each connection of one client would be counted by itself. */
function withoutPort(address: string): string {
  const parts = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>\d+(?:\.\d+){3}))(?::\d+)?$/.exec(address)?.groups;
  return parts?.["v6"] ?? parts?.["v4"] ?? address;
}

function split(value: string): string[] {
  return value.split(",").map((part) => part.trim());
}

/** 10.0.0.0/8 is a 256th of IPv4, and fc00::/7 a 128th of IPv6: all private networks together are less than this. */
const widest = 1 / 64;
const ipv4InIpv6 = ipaddr.IPv6.parseCIDR("::ffff:0:0/96");

/** What part of all IPv4 or of all IPv6 addresses these networks are, whichever is larger. */
function widthOf(networks: readonly string[]): number {
  const parsed = networks.filter((each) => !namedNetworks.has(each)).map((each) => toCidr(each));
  const width = (kind: "ipv4" | "ipv6"): number =>
    parsed.filter(([address]) => address.kind() === kind).reduce((sum, [, bits]) => sum + 2 ** -bits, 0);
  // Behind “::/5” and the like hides all of IPv4, as IPv6 writes it.
  const hasAllIpv4 = parsed.some(
    ([address, bits]) => address instanceof ipaddr.IPv6 && bits <= 96 && ipv4InIpv6[0].match(address, bits),
  );
  return hasAllIpv4 ? 1 : Math.max(width("ipv4"), width("ipv6"));
}

/** IPv4 in the clothes of IPv6 (::ffff:10.0.0.0/104) is IPv4. */
function toCidr(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const [text = "", prefix] = network.split("/");
  const address = ipaddr.parse(text);
  const bits = prefix === undefined ? address.toByteArray().length * 8 : Number(prefix);
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits > 96;
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
}

function isNetwork(value: string): boolean {
  if (namedNetworks.has(value)) return true;
  const [address = "", prefix, ...rest] = value.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}
