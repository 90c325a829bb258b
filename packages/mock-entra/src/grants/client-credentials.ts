import { isSharedSegment } from "../authorize/resolve-tenant.ts";
import { parseScopes } from "../authorize/requested-scopes.ts";
import type { RequestedScopes } from "../authorize/request-types.ts";
import type { ServicePrincipal } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { required } from "../http/read-form.ts";
import { appOnlyTokenLifetime } from "../state/lifetimes.ts";
import { issueAppOnlyAccessToken } from "../tokens/app-only-access-token.ts";
import { authenticateClient } from "./client-authentication.ts";
import { assertOrigin } from "./grant-checks.ts";
import type { GrantHandler, TokenRequest } from "./token-request.ts";

/**
 * `grant_type=client_credentials` (RFC 6749 §4.4): the application acts without a user, with the app roles
 * that an administrator has assigned. There is no refresh token: it can always ask again.
 */
export const clientCredentialsGrant: GrantHandler = async (request) => {
  const { exchange, form, application, client, tenant } = request;
  const scope = required(form, "scope");
  if (isSharedSegment(exchange.tenantSegment)) throw aadsts.tenantNotNamed();
  // Without a redirect URI, only "Allow public client flows" decides the kind of the client.
  const clientAuthentication = await authenticateClient(exchange, application, client, undefined);
  if (clientAuthentication === "0") throw aadsts.secretMissing();
  assertOrigin(request, undefined);
  const { resource, resourceName } = parseDefaultScope(request, scope);
  const principal = findPrincipal(request);
  assertAssigned(request, principal, resource);
  const accessTokenSeconds = appOnlyTokenLifetime(exchange.state.lifetimes.get(application.appId) ?? {});
  return {
    token_type: "Bearer",
    expires_in: accessTokenSeconds,
    ext_expires_in: accessTokenSeconds,
    access_token: await issueAppOnlyAccessToken(exchange, {
      tenant,
      principal,
      resource,
      resourceName,
      clientAuthentication,
      accessTokenSeconds,
    }),
  };
};

/**
 * Application permissions are assigned before, and the token always has all of them. @throws EntraError
 * 1002012, 28000 or 500011
 */
function parseDefaultScope({ exchange, application, tenant }: TokenRequest, scope: string): RequestedScopes {
  const asked = scope.split(" ").filter((item) => item !== "");
  if (!asked.every((item) => /[^/]\/{1,2}\.default$/u.test(item))) throw aadsts.defaultScopeExpected(scope);
  return parseScopes(exchange.state, scope, application, tenant);
}

/** @throws EntraError 7000229 if the application has no service principal in the tenant */
function findPrincipal({ exchange, application, tenant }: TokenRequest): ServicePrincipal {
  const principal = exchange.state.directory.findServicePrincipal(application.appId);
  if (!principal) throw aadsts.servicePrincipalMissing(application.appId, tenant.id);
  return principal;
}

/** "Assignment required" of an API also applies to applications. @throws EntraError 501051 */
function assertAssigned(
  { exchange }: TokenRequest,
  principal: ServicePrincipal,
  resource: ServicePrincipal,
): void {
  if (!resource.appRoleAssignmentRequired) return;
  const isAssigned = exchange.state.directory.appRoleAssignments.some(
    ({ principalId, resourceId }) => principalId === principal.id && resourceId === resource.id,
  );
  if (!isAssigned) throw aadsts.applicationNotAssigned(principal, resource);
}
