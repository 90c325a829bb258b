import { visualStudioCode } from "./visual-studio-code.ts";
import type { Application, DirectoryData, Group, ServicePrincipal, User } from "./types.ts";

export function equalIgnoringCase(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** By object id or user principal name. Entra ignores the case. */
export function findUser({ users }: DirectoryData, name: string): User | undefined {
  return users.find(
    ({ id, userPrincipalName }) => equalIgnoringCase(id, name) || equalIgnoringCase(userPrincipalName, name),
  );
}

/** A registration of this tenant, or an application that Microsoft has registered for all tenants. */
export function findApplication({ applications }: DirectoryData, appId: string): Application | undefined {
  return [...applications, visualStudioCode].find((item) => equalIgnoringCase(item.appId, appId));
}

/** An application that another tenant has registered for the accounts of all tenants. */
export function findMultitenant(
  registrations: readonly Application[],
  appId: string,
): Application | undefined {
  const found = registrations.find((item) => equalIgnoringCase(item.appId, appId));
  return found && isMultitenant(found) ? found : undefined;
}

/** Accounts of any organization may use it. */
function isMultitenant({ signInAudience }: Application): boolean {
  return signInAudience === "AzureADMultipleOrgs" || signInAudience === "AzureADandPersonalMicrosoftAccount";
}

/**
 * An application's own record has priority over its service principal, so that a test has to edit only one of
 * them.
 */
export function findServicePrincipal(directory: DirectoryData, name: string): ServicePrincipal | undefined {
  const application = directory.applications.find(({ appId, identifierUris }) =>
    [appId, ...identifierUris].some((known) => equalIgnoringCase(known, name)),
  );
  const principal = directory.servicePrincipals.find(
    ({ appId, servicePrincipalNames }) =>
      appId === application?.appId || servicePrincipalNames.some((known) => equalIgnoringCase(known, name)),
  );
  if (!principal || !application) return principal;
  return {
    ...principal,
    servicePrincipalNames: [application.appId, ...application.identifierUris],
    oauth2PermissionScopes: application.api.oauth2PermissionScopes,
    appRoles: application.appRoles,
  };
}

/** @throws Error that names those that there are */
export function knownUser(directory: DirectoryData, name: string): User {
  return (
    findUser(directory, name) ??
    missing(
      "user",
      name,
      directory.users.map(({ userPrincipalName }) => userPrincipalName),
    )
  );
}

/** By object id or display name. @throws Error that names those that there are */
export function knownGroup({ groups }: DirectoryData, name: string): Group {
  return (
    groups.find(({ id, displayName }) => id === name || displayName === name) ??
    missing(
      "group",
      name,
      groups.map(({ displayName }) => displayName),
    )
  );
}

/** Whatever can be in a group. @throws Error that names those that there are */
export function knownMember(directory: DirectoryData, name: string): { id: string } {
  const group = directory.groups.find(({ id, displayName }) => id === name || displayName === name);
  return group ?? directory.servicePrincipals.find(({ id }) => id === name) ?? knownUser(directory, name);
}

/** By `appId` or App ID URI. @throws Error that names those that there are */
export function knownServicePrincipal(directory: DirectoryData, name: string): ServicePrincipal {
  return (
    findServicePrincipal(directory, name) ??
    missing(
      "application",
      name,
      directory.servicePrincipals.map(({ appId, displayName }) => `${appId} (${displayName})`),
    )
  );
}

function missing(kind: string, name: string, known: readonly string[]): never {
  throw new Error(`The directory has no ${kind} "${name}". It has: ${known.join(", ") || "none"}.`);
}
