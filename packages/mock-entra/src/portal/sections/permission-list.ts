import { isPermissionGranted } from "../../applications/admin-consent.ts";
import type { Directory } from "../../directory/directory.ts";
import type { Application, ServicePrincipal } from "../../directory/types.ts";

export interface ConfiguredPermission {
  /** `{resourceAppId}/{id}/{type}` */
  key: string;
  api: string;
  value: string;
  isRole: boolean;
  description: string;
  needsAdministrator: boolean;
  isGranted: boolean;
}

/** The permissions of the registration, and whether there is consent for all users. */
export function configuredPermissions(
  directory: Directory,
  application: Application,
): ConfiguredPermission[] {
  return application.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = directory.findServicePrincipal(resourceAppId);
    return resourceAccess.map(({ id, type }) => {
      const scope = resource?.oauth2PermissionScopes.find((candidate) => candidate.id === id);
      const role = resource?.appRoles.find((candidate) => candidate.id === id);
      const isRole = type === "Role";
      return {
        key: `${resourceAppId}/${id}/${type}`,
        api: resource?.displayName ?? resourceAppId,
        value: (isRole ? role?.value : scope?.value) ?? `unknown (${id})`,
        isRole,
        description: (isRole ? role?.displayName : scope?.adminConsentDisplayName) ?? "",
        needsAdministrator: isRole || scope?.type === "Admin",
        isGranted: isPermissionGranted(directory, application, { resourceAppId, id, type }),
      };
    });
  });
}

interface OfferedPermission {
  key: string;
  value: string;
  description: string;
}
interface OfferedApi {
  name: string;
  groups: { title: string; permissions: OfferedPermission[] }[];
}

/** Microsoft Graph first, then the APIs of this tenant that expose something. */
export function offeredApis(directory: Directory, { appId }: Application): OfferedApi[] {
  return directory.servicePrincipals
    .map((principal) => directory.findServicePrincipal(principal.appId) ?? principal)
    .filter((principal) => principal.appId !== appId || principal.oauth2PermissionScopes.length > 0)
    .map((principal) => ({ name: principal.displayName, groups: groupsOf(principal) }))
    .filter(({ groups }) => groups.length > 0);
}

function groupsOf({ appId, oauth2PermissionScopes, appRoles }: ServicePrincipal): OfferedApi["groups"] {
  return [
    {
      title: "Delegated permissions",
      permissions: oauth2PermissionScopes
        .filter(({ isEnabled }) => isEnabled)
        .map(({ id, value, type, adminConsentDisplayName }) => ({
          key: `${appId}/${id}/Scope`,
          value,
          description:
            type === "Admin" ? `${adminConsentDisplayName} (administrators only)` : adminConsentDisplayName,
        })),
    },
    {
      title: "Application permissions",
      permissions: appRoles
        .filter(
          ({ isEnabled, allowedMemberTypes }) => isEnabled && allowedMemberTypes.includes("Application"),
        )
        .map(({ id, value, displayName }) => ({
          key: `${appId}/${id}/Role`,
          value,
          description: displayName,
        })),
    },
  ].filter(({ permissions }) => permissions.length > 0);
}
