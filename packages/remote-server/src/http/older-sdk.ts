/**
 * The code of SDK version 1 that runs here, besides its SSE transport: the OAuth errors with their names in
 * answers (RFC 6749 §5.2), and the schema of a registered client (RFC 7591). Version 2 has neither.
 * `EntraIdServerAuthProvider` implements the interface of version 1, and its callers expect exactly these
 * classes. When version 1 ends, this file will define our own (decision 19).
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
