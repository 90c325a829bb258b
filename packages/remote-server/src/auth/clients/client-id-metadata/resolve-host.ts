import { Resolver } from "node:dns/promises";
import { isLoopbackHost } from "@mcp-entra/auth-core";
import { outOfBounds, unreachable } from "./client-document-error.ts";
import { isPublicAddress } from "./public-address.ts";

/** All addresses of a host. Rejects, or returns an empty list, if it has none. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks DNS directly. The operating system's resolver would also use /etc/hosts and search domains, which have
 * internal names. An attacker's name server could also block a thread of Node's pool with it.
 */
export const resolveByDns: ResolveHost = async (hostname, signal) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const cancel = (): void => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
};

/**
 * The addresses that a document may be fetched from. All of them have to be public: with one public and one
 * internal address, it would be random which one is used.
 *
 * @throws ClientDocumentError
 */
export async function resolvePublicHost(
  hostname: string,
  resolveHost: ResolveHost,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Such a name comes here only with the development setting.
  if (isLoopbackHost(hostname)) return ["127.0.0.1", "::1"];
  const addresses = await resolveHost(hostname, signal);
  if (addresses.length === 0) throw unreachable("the host has no address");
  // defence:8
  if (!addresses.every((address) => isPublicAddress(address))) {
    throw outOfBounds("the host has an address that is not public");
  }
  return addresses;
}
