import { identityHeader } from "../directory/seed-workload-identities.ts";
import type { ServicePrincipal } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Endpoint } from "../http/endpoint.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { type Form, formOf } from "../http/read-form.ts";
import { findIdentity } from "../managed-identity/find-identity.ts";
import { IdentityError, presentAsIdentityHost } from "../managed-identity/identity-error.ts";
import { managedIdentityTokenLifetime } from "../state/lifetimes.ts";
import { issueAppOnlyAccessToken } from "../tokens/app-only-access-token.ts";

/**
 * The address where an application in App Service gets tokens of its managed identity. It is not a part of
 * Entra: the host asks Entra, with a certificate that the application never sees. App Service keeps a token
 * for hours. Here, each request gets a new one.
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export const managedIdentityEndpoint: Endpoint = {
  name: "managed-identity",
  urls: ({ managedIdentity }) => [managedIdentity],
  methods: ["GET"],
  presentError: presentAsIdentityHost,
  respond: async (exchange) => {
    // An attacker may make an application send a request, but not with this header (server-side request
    // forgery). Status and message unconfirmed.
    if (exchange.request.headers.get("x-identity-header") !== identityHeader) {
      throw new IdentityError(
        401,
        "The header X-IDENTITY-HEADER does not hold the value of IDENTITY_HEADER.",
      );
    }
    const query = formOf(exchange.url.searchParams);
    if (query.get("api-version") !== "2019-08-01") {
      throw new IdentityError(400, "The api-version has to be 2019-08-01.");
    }
    return issueIdentityToken(exchange, findIdentity(exchange, query), query);
  },
};

async function issueIdentityToken(
  exchange: Exchange,
  principal: ServicePrincipal,
  query: Form,
): Promise<Response> {
  const { directory, lifetimes } = exchange.state;
  const resourceName = query.get("resource");
  if (resourceName === undefined) throw new IdentityError(400, "The parameter resource is missing.");
  const resource = directory.findServicePrincipal(resourceName.replace(/\/$/u, ""));
  if (!resource) throw aadsts.resourceNotFound(resourceName, directory.tenant.displayName);
  const accessTokenSeconds = managedIdentityTokenLifetime(lifetimes.get(principal.appId) ?? {});
  exchange.observed.clientId = principal.appId;
  const token = await issueAppOnlyAccessToken(exchange, {
    tenant: directory.tenant,
    principal,
    resource,
    resourceName,
    clientAuthentication: "2",
    accessTokenSeconds,
  });
  return Response.json({
    access_token: token,
    expires_on: String(secondsOf(exchange) + accessTokenSeconds),
    resource: resourceName,
    token_type: "Bearer",
    client_id: principal.appId,
  });
}
