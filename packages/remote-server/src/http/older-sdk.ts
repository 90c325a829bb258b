/**
 * What runs here of version 1 of the SDK, besides its SSE transport: the errors of OAuth, with their names on the wire (RFC 6749 §5.2), and
 * the schema of a registered client (RFC 7591). Version 2 has neither. `EntraIdServerAuthProvider` implements version 1's interface, whose
 * callers expect these very classes. When version 1 ends, this file is where our own take their place (decision 19).
 */
export {
  CustomOAuthError,
  InvalidClientError,
  InvalidClientMetadataError,
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  InvalidTargetError,
  InvalidTokenError,
  OAuthError,
  TemporarilyUnavailableError,
  UnsupportedGrantTypeError,
  UnsupportedResponseTypeError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
export { OAuthClientInformationFullSchema } from "@modelcontextprotocol/sdk/shared/auth.js";
