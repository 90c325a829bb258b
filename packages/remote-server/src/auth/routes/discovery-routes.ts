import cors from "cors";
import { type RequestHandler, Router } from "express";
import { allowOnly } from "../../http/handle-errors.ts";
import type { ProtectedResource } from "../protected-resource.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import { supportedScopes } from "../rules/scopes.ts";

/**
 * How a client that knows only our URL finds the sign-in.
 *
 * We do not use the SDK's router. It adds a slash to the issuer, but an issuer has to be the same string
 * everywhere (RFC 8414 §3.3). It also refuses HEAD.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9728 @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function discoveryRoutes(told: DiscoveryOptions): Router {
  const { mcp, sse, basePath } = told.endpoints;
  const resources = "/.well-known/oauth-protected-resource";
  const router = Router();
  const { authorizationServerMetadata: metadata } = told;
  if (metadata !== undefined) router.use("/.well-known/oauth-authorization-server", document(metadata));
  return (
    router
      // At the path forms first: the root form would also match them.
      .use([`${resources}/sse`, `${resources}${basePath}/sse`], document(resourceMetadata(told, sse)))
      .use(resources, document(resourceMetadata(told, mcp)))
  );
}

export interface DiscoveryOptions {
  endpoints: Endpoints;
  baseScopes: readonly string[];
  resource: Pick<ProtectedResource, "authorizationServer" | "nameOfScope">;
  /** The metadata of the authorization server at this address, if there is one (RFC 8414). */
  authorizationServerMetadata: object | undefined;
}

/** Programs and web pages of any origin may read it: it contains no secret. */
function document(metadata: object): RequestHandler[] {
  return [cors(), allowOnly("GET", "HEAD", "OPTIONS"), (_request, response) => void response.json(metadata)];
}

/**
 * @param announcesClientDocuments whether the metadata say that a client id may be the address of a document.
 */
export function authorizationServerMetadata({ issuer }: Endpoints, announcesClientDocuments: boolean) {
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
    // Every sign-in gives a refresh token. Some clients use it only if this scope is listed. The scope itself
    // grants nothing.
    scopes_supported: [...supportedScopes, "offline_access"],
    // A client id may be the https address of the client's metadata document. Such clients do not register.
    client_id_metadata_document_supported: announcesClientDocuments,
    // RFC 9207 §2.3: a client may insist on `iss` in each answer, success or error.
    authorization_response_iss_parameter_supported: true,
  };
}

/** No `offline_access` here: it is not a permission at this resource (MCP, Scope Selection Strategy). */
function resourceMetadata({ baseScopes, resource: issued }: DiscoveryOptions, resource: string) {
  return {
    resource,
    resource_name: "MCP server secured with Microsoft Entra ID",
    authorization_servers: [issued.authorizationServer],
    scopes_supported: baseScopes.map((scope) => issued.nameOfScope(scope, resource)),
    bearer_methods_supported: ["header"],
  };
}
