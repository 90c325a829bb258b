import ipaddr from "ipaddr.js";

/**
 * This address looks public but is internal: in every virtual network, Azure's platform service answers
 * there, with data that unknown callers must not get.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const platformAddress = "168.63.129.16";

/** All public IPv6 addresses that are assigned today (RFC 4291 §2.4, RFC 3587). */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address belongs to the public internet. Special-use addresses (RFC 6890) do not: loopback,
 * private, link-local with the metadata services of clouds, carrier-grade NAT, multicast, documentation. IPv6
 * forms of IPv4 addresses (mapped, NAT64, 6to4, Teredo) do not either, because they could contain any of
 * those.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv6
    ? address.match(globalUnicast)
    : address.toString() !== platformAddress;
}
