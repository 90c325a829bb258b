import { randomUUID } from "node:crypto";
import { microsoftGraph } from "./microsoft-graph.ts";
import { createSeedData } from "./seed.ts";
import { servicePrincipalOf } from "./seed-applications.ts";
import type { Application, DirectoryData, ServicePrincipal, User } from "./types.ts";

/** One tenant's directory. Change its records in place; `reset` brings the seed back. */
export type Directory = DirectoryData & {
  /** By object id or user principal name, which Entra compares without case. */
  findUser(idOrUserPrincipalName: string): User | undefined;
  findApplication(appId: string): Application | undefined;
  /** By `appId` or any other of its names (App ID URI). */
  findServicePrincipal(name: string): ServicePrincipal | undefined;
  addUser(user: User): User;
  /** Registers the application and its service principal. Nothing is consented to or assigned. */
  addApplication(application: Application): Application;
  /** The values of the app roles on `appId` that the user or service principal is assigned to. */
  rolesOf(principalId: string, appId: string): string[];
  /** The scopes of `resource` that `client` may use for the user, by administrator's or own consent. */
  consentedScopes(appId: string, userId: string, resource: ServicePrincipal): string[];
  /** Records the user's own consent. */
  consent(appId: string, userId: string, resource: ServicePrincipal, scopes: readonly string[]): void;
  reset(): void;
};

const equalIgnoringCase = (left: string, right: string): boolean =>
  left.toLowerCase() === right.toLowerCase();

export const createDirectory = (): Directory => {
  const directory: Directory = {
    ...createSeedData(),
    findUser: (name) =>
      directory.users.find(
        ({ id, userPrincipalName }) =>
          equalIgnoringCase(id, name) || equalIgnoringCase(userPrincipalName, name),
      ),
    findApplication: (appId) => directory.applications.find((item) => equalIgnoringCase(item.appId, appId)),
    findServicePrincipal: (name) => findServicePrincipal(directory, name),
    addUser: (user) => {
      directory.users.push(user);
      return user;
    },
    addApplication: (application) => {
      directory.applications.push(application);
      directory.servicePrincipals.push(servicePrincipalOf(application, randomUUID()));
      return application;
    },
    rolesOf: (principalId, appId) => rolesOf(directory, principalId, appId),
    consentedScopes: (appId, userId, resource) => consentedScopes(directory, appId, userId, resource),
    consent: (appId, userId, resource, scopes) => {
      const client = directory.findServicePrincipal(appId);
      if (!client || scopes.length === 0) return;
      directory.oauth2PermissionGrants.push({
        clientId: client.id,
        consentType: "Principal",
        principalId: userId,
        resourceId: resource.id,
        scope: scopes.join(" "),
      });
    },
    reset: () => {
      Object.assign(directory, createSeedData());
    },
  };
  return directory;
};

/** An application's own record wins over its service principal, so that a test that edits the one need not edit the other. */
const findServicePrincipal = (directory: DirectoryData, name: string): ServicePrincipal | undefined => {
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

const rolesOf = (directory: Directory, principalId: string, appId: string): string[] => {
  const resource = directory.findServicePrincipal(appId);
  const assignments = directory.appRoleAssignments.filter(
    ({ principalId: assigned, resourceId }) => assigned === principalId && resourceId === resource?.id,
  );
  return (resource?.appRoles ?? [])
    .filter(({ id, isEnabled }) => isEnabled && assignments.some(({ appRoleId }) => appRoleId === id))
    .map(({ value }) => value);
};

const consentedScopes = (
  directory: Directory,
  appId: string,
  userId: string,
  resource: ServicePrincipal,
): string[] => {
  const client = directory.findServicePrincipal(appId);
  const values = directory.oauth2PermissionGrants
    .filter(
      ({ clientId, resourceId, principalId }) =>
        clientId === client?.id &&
        resourceId === resource.id &&
        (principalId === null || principalId === userId),
    )
    .flatMap(({ scope }) => scope.split(" "));
  return [...new Set(values)].filter((value) => value !== "");
};

/** Microsoft Graph in this directory; it is there in every tenant. */
export const graphResource = (directory: Directory): ServicePrincipal =>
  directory.findServicePrincipal(microsoftGraph.appId) ?? microsoftGraph;
