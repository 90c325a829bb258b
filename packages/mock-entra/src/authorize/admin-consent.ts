import { createServicePrincipal } from "../applications/register-application.ts";
import { recordGrant } from "../directory/consents.ts";
import { isAdministrator } from "../directory/directory-roles.ts";
import type { Application, DirectoryData } from "../directory/types.ts";
import { findServicePrincipal } from "../directory/look-up.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { consentPage } from "../pages/consent-page.ts";
import type { AdminConsentRequest, Interaction } from "../state/records.ts";
import { returnError, returnToApplication } from "./authorize-response.ts";
import { defaultScope } from "./requested-scopes.ts";
import type { RequestedScopes } from "./request-types.ts";
import type { CurrentSession } from "./sessions.ts";

/**
 * Asks an administrator for the whole organization's consent.
 * @throws EntraError 90093 for other users
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function askForAdminConsent(
  exchange: Exchange,
  interaction: Interaction,
  { returnTo, scopes }: AdminConsentRequest,
  { user, signedIn }: CurrentSession,
): Response {
  if (!isAdministrator(exchange.state.directory, user.id)) throw aadsts.administratorsOnly();
  interaction.signedIn = signedIn;
  exchange.observed.user = user.userPrincipalName;
  return consentPage(exchange, interaction, user, {
    applicationName: returnTo.application.displayName,
    isForAll: true,
    mayConsentForAll: false,
    permissions: scopes.resource.oauth2PermissionScopes.filter(({ value }) =>
      valuesOf(returnTo.application, scopes).includes(value),
    ),
  });
}

/** Records the consent and, for `.default`, assigns the application permissions that the registration lists. */
export function acceptAdminConsent(exchange: Exchange, { returnTo, scopes }: AdminConsentRequest): Response {
  const { directory } = exchange.state;
  const { application, tenant } = returnTo;
  const client =
    directory.findServicePrincipal(application.appId) ?? createServicePrincipal(directory, application.appId);
  recordGrant(directory, client, scopes.resource, valuesOf(application, scopes), null);
  if (scopes.values.includes(defaultScope)) assignRequiredRoles(directory, application, client.id);
  return returnToApplication(exchange, returnTo, {
    admin_consent: "True",
    tenant: tenant.id,
    scope: scopes.asked.join(" "),
  });
}

export function declineAdminConsent(exchange: Exchange, { returnTo }: AdminConsentRequest): Response {
  return returnError(exchange, returnTo, aadsts.adminConsentDeclined(), { admin_consent: "True" });
}

/**
 * `.default` means all permissions that the registration lists. The scopes of OpenID Connect belong to
 * Microsoft Graph.
 */
function valuesOf(application: Application, scopes: RequestedScopes): string[] {
  const listed = new Set(
    application.requiredResourceAccess
      .filter(({ resourceAppId }) => resourceAppId === scopes.resource.appId)
      .flatMap(({ resourceAccess }) => resourceAccess.map(({ id }) => id)),
  );
  const wanted = new Set([...scopes.values, ...scopes.asked]);
  return scopes.resource.oauth2PermissionScopes
    .filter(({ id, value }) => wanted.has(value) || (scopes.values.includes(defaultScope) && listed.has(id)))
    .map(({ value }) => value);
}

function assignRequiredRoles(directory: DirectoryData, application: Application, principalId: string): void {
  for (const { resourceAppId, resourceAccess } of application.requiredResourceAccess) {
    const resource = findServicePrincipal(directory, resourceAppId);
    const roles = resourceAccess.filter(({ type }) => type === "Role");
    for (const { id: appRoleId } of resource ? roles : []) {
      directory.appRoleAssignments.push({ principalId, resourceId: resource?.id ?? "", appRoleId });
    }
  }
}
