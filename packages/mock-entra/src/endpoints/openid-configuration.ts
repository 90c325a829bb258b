import { isSharedSegment, resolveTenant } from "../authorize/resolve-tenant.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { sharedWithEveryone } from "../http/cors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import { personalTenant } from "../directory/tenant-names.ts";
import type { Origins } from "../origins.ts";

/** OpenID Connect Discovery, with the same fields as Entra. */
export const openidConfigurationEndpoint: Endpoint = {
  name: "openid-configuration",
  urls: onBackChannel("/:tenant/v2.0/.well-known/openid-configuration"),
  methods: ["GET"],
  cors: sharedWithEveryone,
  presentError: presentAsJson,
  respond: (exchange) => {
    const { state, origins, tenantSegment } = exchange;
    const { id } = resolveTenant(state, tenantSegment);
    const document = isSharedSegment(tenantSegment)
      ? sharedDocument(origins, tenantSegment.toLowerCase())
      : { ...endpoints(origins, id, id), tenant_region_scope: "EU" };
    return jsonResponse(exchange, { ...document, ...capabilities, ...cloud(origins) });
  },
};

/**
 * A shared endpoint has no single issuer. `{tenantid}` is literal text, and a program that validates a token
 * has to replace it with `tid`.
 */
function sharedDocument(origins: Origins, segment: string) {
  return {
    ...endpoints(origins, segment, segment === "consumers" ? personalTenant.id : "{tenantid}"),
    tenant_region_scope: null,
  };
}

function endpoints({ authority, frontChannel, graph }: Origins, segment: string, issuerTenant: string) {
  return {
    token_endpoint: `${authority}/${segment}/oauth2/v2.0/token`,
    jwks_uri: `${authority}/${segment}/discovery/v2.0/keys`,
    issuer: `${authority}/${issuerTenant}/v2.0`,
    userinfo_endpoint: `${graph}/oidc/userinfo`,
    authorization_endpoint: `${frontChannel}/${segment}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${authority}/${segment}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${frontChannel}/${segment}/oauth2/v2.0/logout`,
    kerberos_endpoint: `${authority}/${segment}/kerberos`,
  };
}

/**
 * Neither `code_challenge_methods_supported` nor `grant_types_supported`: Entra supports PKCE, but does not
 * announce it.
 */
const capabilities = {
  token_endpoint_auth_methods_supported: [
    "client_secret_post",
    "private_key_jwt",
    "client_secret_basic",
    "self_signed_tls_client_auth",
  ],
  tls_client_certificate_bound_access_tokens: true,
  response_modes_supported: ["query", "fragment", "form_post"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
  response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
  scopes_supported: ["openid", "profile", "email", "offline_access"],
  request_uri_parameter_supported: false,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  claims_supported: [
    "sub",
    "iss",
    "cloud_instance_name",
    "cloud_instance_host_name",
    "cloud_graph_host_name",
    "msgraph_host",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "acr",
    "nonce",
    "preferred_username",
    "name",
    "tid",
    "ver",
    "at_hash",
    "c_hash",
    "email",
  ],
};

function cloud({ authority, graph }: Origins) {
  return {
    cloud_instance_name: new URL(authority).host,
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: new URL(graph).host,
    rbac_url: "https://pas.windows.net",
  };
}
