import { resolveClient } from "../authorize/resolve-client.ts";
import { resolveTenant } from "../authorize/resolve-tenant.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { authorizationCodeGrant } from "../grants/authorization-code.ts";
import { readPresentedClient } from "../grants/client-authentication.ts";
import { clientCredentialsGrant } from "../grants/client-credentials.ts";
import { deviceCodeGrant } from "../grants/device-code.ts";
import { onBehalfOfGrant } from "../grants/on-behalf-of.ts";
import { refreshTokenGrant } from "../grants/refresh-token.ts";
import { inTenantOfGrant } from "../grants/tenant-of-grant.ts";
import type { GrantHandler } from "../grants/token-request.ts";
import type { CorsPolicy } from "../http/cors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, readForm, required } from "../http/read-form.ts";

/** To add a grant type, add a file and a line here. MSAL sends the short name of the device grant. */
const grants = new Map<string, GrantHandler>([
  ["authorization_code", authorizationCodeGrant],
  ["refresh_token", refreshTokenGrant],
  ["client_credentials", clientCredentialsGrant],
  ["device_code", deviceCodeGrant],
  ["urn:ietf:params:oauth:grant-type:device_code", deviceCodeGrant],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", onBehalfOfGrant],
]);

/**
 * A script may read the answers for a single-page application, and no others. For the others, the browser
 * reports that `Access-Control-Allow-Origin` is missing, and the answer contains 9002326. Before the client
 * is known, the behaviour is unconfirmed.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#redirect-uris-for-single-page-apps-spas
 */
const sharedWithSinglePageApplications: CorsPolicy = {
  exposedHeaders: ["Content-Length", "Content-Encoding", "x-ms-request-id", "x-ms-srs"],
  isShared: ({ request, state, observed }) => {
    const isRefusedAsForeign = observed.error === aadsts.crossOriginSpaOnly.details.code;
    const application = state.directory.findApplication(observed.clientId ?? "");
    const isOther = application !== undefined && application.spa.redirectUris.length === 0;
    return request.headers.has("origin") && !isRefusedAsForeign && !isOther;
  },
};

/** The token endpoint: clients exchange a grant for tokens (RFC 6749 §3.2). */
export const tokenEndpoint: Endpoint = {
  name: "token",
  urls: onBackChannel("/:tenant/oauth2/v2.0/token"),
  methods: ["POST"],
  cors: sharedWithSinglePageApplications,
  presentError: presentAsJson,
  respond: async (exchange) => {
    resolveTenant(exchange.state, exchange.tenantSegment);
    return answer(exchange, await readForm(exchange));
  },
};

async function answer(received: Exchange, form: Form): Promise<Response> {
  const exchange = inTenantOfGrant(received, form);
  const grantType = required(form, "grant_type");
  const grant = grants.get(grantType);
  if (!grant) throw aadsts.grantTypeUnsupported(grantType);
  exchange.observed.grantType = grantType;
  const client = readPresentedClient(exchange, form);
  const { tenant, application } = resolveClient(exchange, client.clientId);
  return jsonResponse(exchange, await grant({ exchange, form, tenant, application, client }));
}
