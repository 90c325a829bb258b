import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import proxyAddr from "proxy-addr";

/** The number of proxies in front of this server, or their addresses and networks. */
export type TrustProxy = number | readonly string[];

/** @returns the address that a request comes from. Limits count by it. */
export type ClientAddress = (request: IncomingMessage) => string;

const namedNetworks = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Whether TRUST_PROXY is valid. “true” is not, and networks that together are a large part of the internet
 * are not: each caller there would count as a proxy.
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
 * Reads from X-Forwarded-For only what trusted proxies have written. Without a trusted proxy, the header is
 * not read.
 *
 * Express could do this (`trust proxy`), but it would then also trust X-Forwarded-Host and X-Forwarded-Proto.
 * Our name and scheme come from PUBLIC_URL, and never from a header.
 *
 * With a number, a caller that can reach this server without the proxy can choose its address. Prefer
 * addresses.
 */
export function clientAddress(trustProxy: TrustProxy | undefined): ClientAddress {
  const isTrusted = trustFunction(trustProxy);
  return (request) => {
    const claimed = withoutPort(proxyAddr(request, isTrusted));
    // Not an address: the caller has invented it, and must not get a new counter for each invented value.
    return isIP(claimed) === 0 ? (request.socket.remoteAddress ?? "unknown") : claimed;
  };
}

function trustFunction(trustProxy: TrustProxy | undefined): (address: string, hop: number) => boolean {
  // defence:47 Anybody can send this header with any content.
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === "number") return (_address, hop) => hop < trustProxy;
  return proxyAddr.compile([...trustProxy]);
}

/** Some gateways of Azure add the port. With it, each connection of a client would have its own count. */
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

/** The part of all IPv4 or of all IPv6 addresses that these networks have: the larger of the two. */
function widthOf(networks: readonly string[]): number {
  const parsed = networks.filter((each) => !namedNetworks.has(each)).map((each) => toCidr(each));
  const width = (kind: "ipv4" | "ipv6"): number =>
    parsed.filter(([address]) => address.kind() === kind).reduce((sum, [, bits]) => sum + 2 ** -bits, 0);
  // A network such as “::/5” contains all of IPv4, in its IPv6 form.
  const hasAllIpv4 = parsed.some(
    ([address, bits]) => address instanceof ipaddr.IPv6 && bits <= 96 && ipv4InIpv6[0].match(address, bits),
  );
  return hasAllIpv4 ? 1 : Math.max(width("ipv4"), width("ipv6"));
}

/** An IPv4 network in IPv6 form (::ffff:10.0.0.0/104) counts as IPv4. */
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
