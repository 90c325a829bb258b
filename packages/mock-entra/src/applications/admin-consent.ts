import { recordGrant } from "../directory/consents.ts";
import type { Directory } from "../directory/directory.ts";
import type { Application, ServicePrincipal } from "../directory/types.ts";
import { findPrincipalByKey } from "./find-application.ts";
import { badRequest } from "./refusals.ts";

/** One entry of an application's `requiredResourceAccess`. */
export interface WantedPermission {
  resourceAppId: string;
  id: string;
  type: "Scope" | "Role";
}

function wantedPermissions({ requiredResourceAccess }: Application): WantedPermission[] {
  return requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => ({ resourceAppId, id, type })),
  );
}

/**
 * The portal's "Grant admin consent": every permission that the registration lists, delegated and application.
 * @throws GraphError 400 for a permission that its API does not have, 404 for an application without a service principal
 */
export function grantConfiguredPermissions(directory: Directory, application: Application): void {
  const client = findPrincipalByKey(directory, { appId: application.appId });
  for (const wanted of wantedPermissions(application)) {
    const resource = directory.findServicePrincipal(wanted.resourceAppId);
    const value = resource && nameOf(resource, wanted);
    if (!resource || value === undefined) {
      throw badRequest(`Permission ${wanted.id} of ${wanted.resourceAppId} does not exist. Remove it first.`);
    }
    if (wanted.type === "Scope") recordGrant(directory, client, resource, [value], null);
    else if (!isPermissionGranted(directory, application, wanted)) {
      directory.appRoleAssignments.push({
        principalId: client.id,
        resourceId: resource.id,
        appRoleId: wanted.id,
      });
    }
  }
}

function nameOf(
  { oauth2PermissionScopes, appRoles }: ServicePrincipal,
  { id, type }: WantedPermission,
): string | undefined {
  return (type === "Scope" ? oauth2PermissionScopes : appRoles).find((candidate) => candidate.id === id)
    ?.value;
}

/** Consent for all users. A user's own consent does not count. */
export function isPermissionGranted(
  directory: Directory,
  { appId }: Application,
  wanted: WantedPermission,
): boolean {
  const client = directory.servicePrincipals.find((principal) => principal.appId === appId);
  const resource = directory.findServicePrincipal(wanted.resourceAppId);
  if (!client || !resource) return false;
  if (wanted.type === "Role") {
    return directory.appRoleAssignments.some(
      ({ principalId, resourceId, appRoleId }) =>
        principalId === client.id && resourceId === resource.id && appRoleId === wanted.id,
    );
  }
  const value = nameOf(resource, wanted);
  return directory.oauth2PermissionGrants.some(
    ({ clientId, resourceId, consentType, scope }) =>
      clientId === client.id &&
      resourceId === resource.id &&
      consentType === "AllPrincipals" &&
      value !== undefined &&
      scope.split(" ").includes(value),
  );
}

/** @param key `{resourceAppId}/{id}/{type}` */
export function revokeConsent(directory: Directory, application: Application, key: string): void {
  const client = findPrincipalByKey(directory, { appId: application.appId });
  const wanted = wantedPermissions(application).find(
    ({ resourceAppId, id, type }) => `${resourceAppId}/${id}/${type}` === key,
  );
  const resource = directory.findServicePrincipal(wanted?.resourceAppId ?? "");
  if (!wanted || !resource) throw badRequest("The application does not list this permission.");
  const value = nameOf(resource, wanted);
  if (wanted.type === "Role") {
    directory.appRoleAssignments = directory.appRoleAssignments.filter(
      ({ principalId, appRoleId }) => principalId !== client.id || appRoleId !== wanted.id,
    );
    return;
  }
  for (const grant of directory.oauth2PermissionGrants) {
    const isMeant =
      grant.clientId === client.id &&
      grant.resourceId === resource.id &&
      grant.consentType === "AllPrincipals";
    if (isMeant)
      grant.scope = grant.scope
        .split(" ")
        .filter((scope) => scope !== value)
        .join(" ");
  }
}
