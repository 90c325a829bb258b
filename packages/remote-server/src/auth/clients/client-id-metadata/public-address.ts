import ipaddr from "ipaddr.js";

/**
 * An address that leads inside although it looks public: Azure's platform service answers there from within every virtual
 * network, and hands out more than a stranger should get.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const platformAddress = "168.63.129.16";

/** All of IPv6 that is given out to the public so far (RFC 4291 §2.4, RFC 3587). */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the public internet: none of the special-use ones (RFC 6890), such as loopback, private,
 * link-local with the clouds' metadata services, carrier-grade NAT, multicast, documentation; and none of IPv6's ways of
 * writing an IPv4 address (mapped, NAT64, 6to4, Teredo), behind which any of those could hide.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv6
    ? address.match(globalUnicast)
    : address.toString() !== platformAddress;
}
