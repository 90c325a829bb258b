import { isIP } from "node:net";
import { isLoopbackHost } from "@mcp-entra/auth-core";
import { unusableAddress } from "./client-document-error.ts";

/** Each session keeps a client id, and the log contains it. */
const longestUrl = 512;

/**
 * Whether a client id is the address of a document. The ids that we issue at registration are UUIDs, which
 * never look like an address.
 */
export function isClientIdUrl(clientId: string): boolean {
  return clientId.startsWith("https://") && clientId.length <= longestUrl;
}

/**
 * Checks the form of a client id before we do anything with it.
 *
 * @throws ClientDocumentError
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-02#section-3
 */
export function parseClientIdUrl(clientId: string, options: { allowLoopback: boolean }): URL {
  const url = isClientIdUrl(clientId) && URL.canParse(clientId) ? new URL(clientId) : undefined;
  if (url === undefined) throw unusableAddress("expected an https URL");
  if (url.username !== "" || url.password !== "") throw unusableAddress("expected a URL without a user name");
  if (clientId.includes("#")) throw unusableAddress("expected a URL without a fragment");
  if (url.pathname === "/") throw unusableAddress("expected a URL with a path");
  // Each client has one spelling. Dot segments (also as %2e), upper-case hosts, “\”, tabs and :443 are other
  // spellings of the same address. The address that we fetch and the one in the document have to be the same,
  // byte by byte.
  if (url.href !== clientId)
    throw unusableAddress("expected the URL in its normal form, without dot segments");
  if (options.allowLoopback && isLoopbackHost(url.hostname)) return url;
  requirePublicHost(url);
  return url;
}

function requirePublicHost(url: URL): void {
  // Users see the host as the client's identity. An IP address tells them nothing.
  const isAddress = isIP(url.hostname) !== 0 || url.hostname.startsWith("[");
  // defence:8-name
  if (isAddress || isLoopbackHost(url.hostname)) throw unusableAddress("expected a public host name");
  // Documents are on the standard port only. With other ports, unknown callers could use us to scan the ports
  // of other machines.
  if (url.port !== "") throw unusableAddress("expected no port other than 443");
}
