import { isLoopbackHost } from "@mcp-entra/auth-core";

const maximumUriLength = 2_000;

/** Whether an authorization code may ever be sent to this address (RFC 8252 §7.3, RFC 9700 §4.1). */
export function isAcceptableRedirectUri(uri: string): boolean {
  const url = URL.canParse(uri) && uri.length <= maximumUriLength ? new URL(uri) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || uri.includes("#")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}
