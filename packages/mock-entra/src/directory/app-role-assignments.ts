import { groupsOf } from "./groups.ts";
import { findServicePrincipal, knownGroup, knownServicePrincipal, knownUser } from "./look-up.ts";
import type { AppRoleAssignment, DirectoryData, ServicePrincipal } from "./types.ts";

/** The role id of an assignment without a role. */
export const defaultAccessRoleId = "00000000-0000-0000-0000-000000000000";

/** The principal that gets a role: exactly one user, group or application. */
type Assignee = { user: string } | { group: string } | { application: string };

export type RoleToAssign = Assignee & {
  /** The resource: `appId` or App ID URI. */
  on: string;
  /** The role's `value`. Without it, the assignment gives access without a role. */
  role?: string;
};

/** @throws Error that names what the directory does not have */
export function assignRole(directory: DirectoryData, assignment: RoleToAssign): AppRoleAssignment {
  const resource = knownServicePrincipal(directory, assignment.on);
  const created = {
    principalId: assigneeId(directory, assignment),
    resourceId: resource.id,
    appRoleId: assignment.role === undefined ? defaultAccessRoleId : roleId(resource, assignment.role),
  };
  directory.appRoleAssignments.push(created);
  return created;
}

function assigneeId(directory: DirectoryData, assignee: Assignee): string {
  if ("user" in assignee) return knownUser(directory, assignee.user).id;
  if ("group" in assignee) return knownGroup(directory, assignee.group).id;
  return knownServicePrincipal(directory, assignee.application).id;
}

function roleId({ appRoles, displayName }: ServicePrincipal, value: string): string {
  const role = appRoles.find((candidate) => candidate.value === value);
  if (role) return role.id;
  const known = appRoles.map((candidate) => candidate.value).join(", ") || "none";
  throw new Error(`"${displayName}" has no app role "${value}". It has: ${known}.`);
}

/** The assignments of a user (direct or through a group), or of a service principal. */
export function assignmentsOf(
  directory: DirectoryData,
  principalId: string,
  resource: ServicePrincipal | undefined,
): AppRoleAssignment[] {
  const principals = new Set([principalId, ...groupsOf(directory, principalId).map(({ id }) => id)]);
  return directory.appRoleAssignments.filter(
    (assignment) => principals.has(assignment.principalId) && assignment.resourceId === resource?.id,
  );
}

/** The values of the roles on `appId`, in the order of the manifest. A disabled role has no effect. */
export function rolesOf(directory: DirectoryData, principalId: string, appId: string): string[] {
  const resource = findServicePrincipal(directory, appId);
  const assigned = new Set(assignmentsOf(directory, principalId, resource).map(({ appRoleId }) => appRoleId));
  return (resource?.appRoles ?? [])
    .filter(({ id, isEnabled }) => isEnabled && assigned.has(id))
    .map(({ value }) => value);
}
