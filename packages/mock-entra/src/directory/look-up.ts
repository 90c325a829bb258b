import type { Application, DirectoryData, Group, ServicePrincipal, User } from "./types.ts";

const equalIgnoringCase = (left: string, right: string): boolean =>
  left.toLowerCase() === right.toLowerCase();

/** By object id or user principal name, which Entra compares without case. */
export const findUser = ({ users }: DirectoryData, name: string): User | undefined =>
  users.find(
    ({ id, userPrincipalName }) => equalIgnoringCase(id, name) || equalIgnoringCase(userPrincipalName, name),
  );

export const findApplication = ({ applications }: DirectoryData, appId: string): Application | undefined =>
  applications.find((item) => equalIgnoringCase(item.appId, appId));

/** An application's own record wins over its service principal, so that a test that edits the one need not edit the other. */
export const findServicePrincipal = (
  directory: DirectoryData,
  name: string,
): ServicePrincipal | undefined => {
  const application = directory.applications.find(({ appId, identifierUris }) =>
    [appId, ...identifierUris].includes(name),
  );
  const principal = directory.servicePrincipals.find(
    ({ appId, servicePrincipalNames }) =>
      appId === application?.appId || servicePrincipalNames.includes(name),
  );
  if (!principal || !application) return principal;
  return {
    ...principal,
    servicePrincipalNames: [application.appId, ...application.identifierUris],
    oauth2PermissionScopes: application.api.oauth2PermissionScopes,
    appRoles: application.appRoles,
  };
};

/** @throws Error that names those that there are */
export const knownUser = (directory: DirectoryData, name: string): User =>
  findUser(directory, name) ??
  missing(
    "user",
    name,
    directory.users.map(({ userPrincipalName }) => userPrincipalName),
  );

/** By object id or display name. @throws Error that names those that there are */
export const knownGroup = ({ groups }: DirectoryData, name: string): Group =>
  groups.find(({ id, displayName }) => id === name || displayName === name) ??
  missing(
    "group",
    name,
    groups.map(({ displayName }) => displayName),
  );

/** By `appId` or App ID URI. @throws Error that names those that there are */
export const knownServicePrincipal = (directory: DirectoryData, name: string): ServicePrincipal =>
  findServicePrincipal(directory, name) ??
  missing(
    "application",
    name,
    directory.servicePrincipals.map(({ appId, displayName }) => `${appId} (${displayName})`),
  );

const missing = (kind: string, name: string, known: readonly string[]): never => {
  throw new Error(`The directory has no ${kind} "${name}". It has: ${known.join(", ") || "none"}.`);
};
