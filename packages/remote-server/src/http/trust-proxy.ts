import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "proxy-addr";

/** How many proxies stand in front of this server, or the addresses and networks that they have. */
export type TrustProxy = number | readonly string[];

/** @returns the address that a request comes from: what limits count by. */
export type ClientAddress = (request: IncomingMessage) => string;

const namedNetworks = new Set(["loopback", "linklocal", "uniquelocal"]);

/** Whether TRUST_PROXY can be read. Neither “true” nor a network of everything: each caller would be its own proxy. */
export function isTrustProxy(value: string): boolean {
  return /^[1-9]$/.test(value) || split(value).every(isNetwork);
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
 * With a number, whoever can reach this server past the proxy chooses its own address. Prefer addresses.
 */
export function clientAddress(trustProxy: TrustProxy | undefined): ClientAddress {
  const isTrusted = trustFunction(trustProxy);
  return (request) => {
    const claimed = withoutPort(proxyAddr(request, isTrusted));
    // Not an address: somebody has made it up, and shall not get a counter of its own for each invention.
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

function isNetwork(value: string): boolean {
  if (namedNetworks.has(value)) return true;
  const [address = "", prefix, ...rest] = value.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}
