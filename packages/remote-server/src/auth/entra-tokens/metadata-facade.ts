import { ConfigurationError } from "@mcp-entra/auth-core";
import { z } from "zod";

const entraDocument = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

/**
 * Our document with Entra's endpoints, for clients that refuse an issuer which does not announce PKCE. Entra
 * supports S256 but does not announce it.
 *
 * The disadvantage: for clients, this server is the issuer, and not Entra. They cannot compare `iss` (RFC
 * 9207), and they store their data under this server's name. So it is off unless a client needs it.
 *
 * @param discovered the tenant's discovery document, unchanged.
 * @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function metadataFacade(issuer: string, discovered: string, scopes: readonly string[]): object {
  const { data } = entraDocument.safeParse(JSON.parse(discovered));
  if (data === undefined)
    throw new ConfigurationError("ENTRA_METADATA_FACADE: Entra's metadata name no endpoints.");
  return {
    issuer,
    authorization_endpoint: data.authorization_endpoint,
    token_endpoint: data.token_endpoint,
    jwks_uri: data.jwks_uri,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none"],
    scopes_supported: [...scopes, "offline_access"],
  };
}
