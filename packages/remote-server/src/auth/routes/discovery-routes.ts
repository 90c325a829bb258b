import { metadataHandler } from "@modelcontextprotocol/sdk/server/auth/handlers/metadata.js";
import { Router } from "express";
import { type Endpoints } from "../rules/endpoints.ts";
import { baseScopes, supportedScopes } from "../rules/scopes.ts";

/**
 * How a client that knows nothing but our URL finds its way to the sign-in.
 *
 * The SDK's ready-made router is not used for the documents themselves: it adds a slash to the issuer, and an issuer has
 * to be the same string everywhere (RFC 8414 §3.3).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9728 @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function discoveryRoutes(endpoints: Endpoints): Router {
  const router = Router();
  router.use(
    "/.well-known/oauth-authorization-server",
    metadataHandler(authorizationServerMetadata(endpoints)),
  );
  // At the path form first: the root form would also match it.
  router.use(
    "/.well-known/oauth-protected-resource/mcp",
    metadataHandler(resourceMetadata(endpoints, endpoints.mcp)),
  );
  router.use(
    "/.well-known/oauth-protected-resource/sse",
    metadataHandler(resourceMetadata(endpoints, endpoints.sse)),
  );
  router.use(
    "/.well-known/oauth-protected-resource",
    metadataHandler(resourceMetadata(endpoints, endpoints.mcp)),
  );
  return router;
}

function authorizationServerMetadata({ issuer }: Endpoints) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    revocation_endpoint: `${issuer}/revoke`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    // MCP clients run on users' machines and cannot keep a secret.
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    // Every sign-in comes with a refresh token. Some clients use theirs only where this scope is named; it grants nothing.
    scopes_supported: [...supportedScopes, "offline_access"],
    // A client id may be the https address of the client's own metadata document; such clients need not register.
    client_id_metadata_document_supported: true,
    // RFC 9207 §2.3: a client may insist on `iss` in each answer, success or error.
    authorization_response_iss_parameter_supported: true,
  };
}

/** No `offline_access` here: it is no permission at this resource (MCP, Scope Selection Strategy). */
function resourceMetadata({ issuer }: Endpoints, resource: string) {
  return {
    resource,
    resource_name: "MCP server secured with Microsoft Entra ID",
    authorization_servers: [issuer],
    scopes_supported: [...baseScopes],
    bearer_methods_supported: ["header"],
  };
}
