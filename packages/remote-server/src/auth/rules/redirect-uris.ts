import { isLoopbackHost } from "@mcp-entra/auth-core";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";

const maximumUriLength = 2_000;
/**
 * A URI has no other characters (RFC 3986 §2). URL parsers accept more characters, and remove some of them,
 * such as line ends. Invisible characters that change the direction of writing could show another address on
 * the consent page than the one that gets the answer.
 */
const visibleAscii = /^[!-~]+$/;

/** The parameters of an answer to a client (RFC 6749 §4.1.2, RFC 9207, OpenID Connect). */
const answerParameters =
  "code state iss error error_description error_uri access_token token_type expires_in scope id_token response session_state".split(
    " ",
  );

/** Whether an authorization code may ever be sent to this address (RFC 8252 §7.3, RFC 9700 §4.1). */
export function isAcceptableRedirectUri(uri: unknown): uri is string {
  if (typeof uri !== "string" || !visibleAscii.test(uri)) return false;
  const url = URL.canParse(uri) && uri.length <= maximumUriLength ? new URL(uri) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || uri.includes("#")) return false;
  // defence:63 Parameters of the registered URI stay in our answer as if we had set them: for example, a code
  // beside our error.
  if (answerParameters.some((name) => url.searchParams.has(name))) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}

/** The requested URI, if the client has registered it. On loopback, the port may differ (RFC 8252 §7.3). */
export function registeredRedirectUri(
  client: Pick<OAuthClientInformationFull, "redirect_uris">,
  requested: string | undefined,
): string | undefined {
  const { redirect_uris: registered } = client;
  const wanted = requested ?? (registered.length === 1 ? registered[0] : undefined);
  if (wanted === undefined) return undefined;
  // defence:4 The comparison below ignores user name and fragment.
  if (!isAcceptableRedirectUri(wanted)) return undefined;
  // defence:1 The code goes only to an address that this client has registered.
  if (!registered.some((each) => isSameButForPort(wanted, each))) return undefined;
  return wanted;
}

/**
 * Character by character. A program on the user's machine cannot always choose its port, so any port of a
 * loopback address is accepted. The host has to be the same: `localhost` and `127.0.0.1` can be two programs.
 */
function isSameButForPort(wanted: string, registered: string): boolean {
  if (wanted === registered) return true;
  if (!URL.canParse(registered)) return false;
  const [one, other] = [new URL(wanted), new URL(registered)];
  if (!isLoopbackHost(one.hostname)) return false;
  const parts = ["protocol", "hostname", "pathname", "search"] as const;
  return parts.every((part) => one[part] === other[part]);
}
