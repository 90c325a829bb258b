import type { DirectoryData, ServicePrincipal } from "../directory/types.ts";
import type { FilterableFields } from "./filter/record-filter.ts";
import type { Resource } from "./select.ts";

/**
 * A service principal as Graph shows it. The properties of its application are read from the application.
 * @see https://learn.microsoft.com/graph/api/resources/serviceprincipal
 */
export function principalResource(
  { applications, tenant }: DirectoryData,
  principal: ServicePrincipal,
): Resource {
  const application = applications.find(({ appId }) => appId === principal.appId);
  return {
    ...principal,
    accountEnabled: true,
    appDisplayName: principal.displayName,
    appOwnerOrganizationId: application ? tenant.id : null,
    signInAudience: application?.signInAudience ?? null,
    replyUrls: application
      ? [
          ...application.web.redirectUris,
          ...application.spa.redirectUris,
          ...application.publicClient.redirectUris,
        ]
      : [],
    appRoles: application?.appRoles ?? principal.appRoles,
    oauth2PermissionScopes: application?.api.oauth2PermissionScopes ?? principal.oauth2PermissionScopes,
    keyCredentials: [],
    passwordCredentials: [],
    tags: application?.tags ?? [],
  };
}

export function filterablePrincipal({
  id,
  appId,
  displayName,
  servicePrincipalNames,
  servicePrincipalType,
}: ServicePrincipal): FilterableFields {
  return {
    id,
    appId,
    displayName,
    servicePrincipalNames,
    servicePrincipalType,
  };
}
