import { isIP } from "node:net";
import { isLoopbackHost } from "@mcp-entra/auth-core";
import { unusableAddress } from "./client-document-error.ts";

/** A client id is kept with each session, and written to the log. */
const longestUrl = 512;

/** Whether a client id is the address of a document. Those that we hand out at registration are UUIDs and never look so. */
export function isClientIdUrl(clientId: string): boolean {
  return clientId.startsWith("https://") && clientId.length <= longestUrl;
}

/**
 * What a client id has to look like before we do anything about it.
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
  // One spelling a client: dot segments, also as %2e, upper-case hosts, “\”, tabs and :443 all mean some other string.
  // What we would fetch and what the document has to repeat must be the same to the byte.
  if (url.href !== clientId)
    throw unusableAddress("expected the URL in its normal form, without dot segments");
  if (options.allowLoopback && isLoopbackHost(url.hostname)) return url;
  requirePublicHost(url);
  return url;
}

function requirePublicHost(url: URL): void {
  // The host is what users are shown as the client's identity. A number tells them nothing.
  const isAddress = isIP(url.hostname) !== 0 || url.hostname.startsWith("[");
  // defence:8-name
  if (isAddress || isLoopbackHost(url.hostname)) throw unusableAddress("expected a public host name");
  // Documents live on the web's own port. Any other would let strangers knock on other people's doors with our hand.
  if (url.port !== "") throw unusableAddress("expected no port other than 443");
}
