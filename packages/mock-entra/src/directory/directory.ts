import { randomUUID } from "node:crypto";
import { assignRole, type RoleToAssign, rolesOf } from "./app-role-assignments.ts";
import type { ConditionalAccessPolicy, PolicyOptions } from "./conditional-access-policy.ts";
import { type AdminConsent, consentedScopes, grantAdminConsent, recordGrant } from "./consents.ts";
import { newGuest } from "./guests.ts";
import { groupsOf, newGroup, type NewGroup } from "./groups.ts";
import {
  findApplication,
  findMultitenant,
  findServicePrincipal,
  findUser,
  knownGroup,
  knownServicePrincipal,
  knownMember,
} from "./look-up.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import { addPolicy } from "./policies.ts";
import { createSeedData } from "./seed.ts";
import { servicePrincipalOf } from "./seed-applications.ts";
import type {
  Application,
  AppRoleAssignment,
  DirectoryData,
  Group,
  ServicePrincipal,
  User,
} from "./types.ts";

/**
 * One tenant's directory. Change its records in place. `reset` restores the seed. If a method gets an unknown
 * name, it throws an Error that lists the existing names.
 */
export interface Directory extends DirectoryData {
  /** An API may be called by an address on this machine, which Entra never allows. */
  readonly allowsLoopbackIdentifierUris: boolean;
  /** By object id or user principal name. Entra ignores the case. */
  findUser(idOrUserPrincipalName: string): User | undefined;
  /** A registration of this tenant, or one of another tenant that is for the accounts of all tenants. */
  findApplication(appId: string): Application | undefined;
  /** By `appId` or any other of its names (App ID URI). */
  findServicePrincipal(name: string): ServicePrincipal | undefined;
  addUser(user: User): User;
  /** Adds a user of another tenant as a guest, as an accepted invitation does. @param mail the name at home */
  addGuest(mail: string, displayName?: string): User;
  /** A security group. All fields except the name have a default. `members` are object ids. */
  addGroup(group: NewGroup): Group;
  /** @param group id or display name @param member user (id or user principal name), group (the same) or service principal */
  addMember(group: string, member: string): void;
  /** The groups that the user is a direct member of. */
  groupsOf(userId: string): Group[];
  /** Registers the application and its service principal. Nothing is consented to or assigned. */
  addApplication(application: Application): Application;
  /** The portal's "Assignment required?": users without an assignment then get AADSTS50105. */
  requireAssignment(application: string, isRequired?: boolean): void;
  /** Gives a user, a group or an application an app role, such as `{ user: "…", on: appId, role: "Auditor" }`. */
  assignRole(assignment: RoleToAssign): AppRoleAssignment;
  /**
   * The values of the app roles on `appId` that the user (directly or through a group) or the service
   * principal has.
   */
  rolesOf(principalId: string, appId: string): string[];
  /**
   * The scopes of `resource` that `client` may use for the user, with an administrator's or the user's own
   * consent.
   */
  consentedScopes(appId: string, userId: string, resource: ServicePrincipal): string[];
  /** Records the user's own consent. */
  consent(appId: string, userId: string, resource: ServicePrincipal, scopes: readonly string[]): void;
  /** Consents for all users, as the portal's "Grant admin consent" does. */
  grantAdminConsent(consent: AdminConsent): void;
  /**
   * Adds a conditional access policy. An empty one requires a second factor from all users for all
   * applications.
   */
  addPolicy(options?: PolicyOptions): ConditionalAccessPolicy;
  reset(): void;
}

interface DirectoryOptions {
  /** The content at the start and after a reset. */
  startData?: () => DirectoryData;
  allowsLoopbackIdentifierUris?: boolean;
  /** The registrations of other tenants. */
  registeredElsewhere?: (asking: Directory) => readonly Application[];
}

export function createDirectory({
  startData = createSeedData,
  allowsLoopbackIdentifierUris = false,
  registeredElsewhere = () => [],
}: DirectoryOptions = {}): Directory {
  const directory: Directory = {
    ...startData(),
    allowsLoopbackIdentifierUris,
    findUser: (name) => findUser(directory, name),
    findApplication: (appId) =>
      findApplication(directory, appId) ?? findMultitenant(registeredElsewhere(directory), appId),
    findServicePrincipal: (name) => findServicePrincipal(directory, name),
    addUser: (user) => {
      directory.users.push(user);
      return user;
    },
    addGuest: (mail, displayName = mail) => directory.addUser(newGuest(directory, mail, displayName)),
    addGroup: (group) => addGroup(directory, group),
    addMember: (group, member) => {
      knownGroup(directory, group).members.push(knownMember(directory, member).id);
    },
    groupsOf: (userId) => groupsOf(directory, userId),
    addApplication: (application) => {
      directory.applications.push(application);
      directory.servicePrincipals.push(servicePrincipalOf(application, randomUUID()));
      return application;
    },
    requireAssignment: (application, isRequired = true) => {
      requireAssignment(directory, application, isRequired);
    },
    assignRole: (assignment) => assignRole(directory, assignment),
    rolesOf: (principalId, appId) => rolesOf(directory, principalId, appId),
    consentedScopes: (appId, userId, resource) => consentedScopes(directory, appId, userId, resource),
    consent: (appId, userId, resource, scopes) => {
      const client = findServicePrincipal(directory, appId);
      if (client) recordGrant(directory, client, resource, scopes, userId);
    },
    grantAdminConsent: (consent) => {
      grantAdminConsent(directory, consent);
    },
    addPolicy: (options = {}) => addPolicy(directory, options),
    reset: () => {
      Object.assign(directory, startData());
    },
  };
  return directory;
}

function addGroup({ groups }: DirectoryData, group: NewGroup): Group {
  const added = newGroup(group);
  groups.push(added);
  return added;
}

/** On the record itself: a look-up may return a copy. */
function requireAssignment(directory: DirectoryData, application: string, isRequired: boolean): void {
  const { id } = knownServicePrincipal(directory, application);
  for (const principal of directory.servicePrincipals) {
    if (principal.id === id) principal.appRoleAssignmentRequired = isRequired;
  }
}

/** Microsoft Graph in this directory. Every tenant has it. */
export function graphResource(directory: Directory): ServicePrincipal {
  return directory.findServicePrincipal(microsoftGraph.appId) ?? microsoftGraph;
}
