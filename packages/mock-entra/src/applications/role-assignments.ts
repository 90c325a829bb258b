import { createHash } from "node:crypto";
import { z } from "zod";
import { defaultAccessRoleId } from "../directory/app-role-assignments.ts";
import type { AppRole, AppRoleAssignment, DirectoryData, ServicePrincipal } from "../directory/types.ts";
import { shapeError } from "./application-body.ts";
import { remove } from "./delete-application.ts";
import { badRequest, notFound } from "./refusals.ts";

const bodySchema = z.object({ principalId: z.guid(), resourceId: z.guid(), appRoleId: z.guid() });

/** Graph's ids are opaque; here the same assignment always has the same one. */
export function assignmentId({ principalId, resourceId, appRoleId }: AppRoleAssignment): string {
  return createHash("sha256").update(`${principalId} ${resourceId} ${appRoleId}`).digest("base64url");
}

type PrincipalType = "User" | "Group" | "ServicePrincipal";

export interface Principal {
  id: string;
  displayName: string;
  type: PrincipalType;
}

/** The principals that can get a role. */
export function principalsOf({ users, groups, servicePrincipals }: DirectoryData): Principal[] {
  return [
    ...users.map(({ id, displayName, userPrincipalName }) => ({
      id,
      displayName: displayName ?? userPrincipalName,
      type: "User" as const,
    })),
    ...groups.map(({ id, displayName }) => ({ id, displayName, type: "Group" as const })),
    ...servicePrincipals.map(({ id, displayName }) => ({
      id,
      displayName,
      type: "ServicePrincipal" as const,
    })),
  ];
}

/**
 * Assigns a user or a group to an application, with a role or for access alone (all zeros).
 * @throws GraphError 400 for a role that does not exist, that is disabled or not for this kind of principal,
 * or for an existing assignment; 404 for an unknown principal
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
 */
export function addRoleAssignment(
  directory: DirectoryData,
  resource: ServicePrincipal,
  body: unknown,
): AppRoleAssignment {
  const { data, error } = bodySchema.safeParse(body);
  if (error) throw shapeError(error);
  if (data.resourceId !== resource.id)
    throw badRequest("resourceId does not match the service principal of the request.");
  const principal = principalsOf(directory).find(({ id }) => id === data.principalId);
  if (!principal) throw notFound(data.principalId);
  assertAssignable(rolesOfResource(directory, resource), data.appRoleId, principal.type);
  if (directory.appRoleAssignments.some((other) => assignmentId(other) === assignmentId(data))) {
    throw badRequest("Permission being assigned already exists on the object");
  }
  directory.appRoleAssignments.push(data);
  return data;
}

/** The application's own record has priority over the copy in its service principal. */
function rolesOfResource(
  { applications }: DirectoryData,
  { appId, appRoles }: ServicePrincipal,
): readonly AppRole[] {
  return applications.find((application) => application.appId === appId)?.appRoles ?? appRoles;
}

function assertAssignable(roles: readonly AppRole[], id: string, type: PrincipalType): void {
  const usable = roles.filter(({ isEnabled }) => isEnabled);
  // Access without a role is only for applications without roles.
  if (id === defaultAccessRoleId && usable.length === 0) return;
  const member = type === "ServicePrincipal" ? "Application" : "User";
  const role = usable.find((candidate) => candidate.id === id);
  if (role?.allowedMemberTypes.includes(member)) return;
  throw badRequest("Permission being assigned was not found on application");
}

/** @throws GraphError 404 */
export function roleAssignmentOf(directory: DirectoryData, id: string): AppRoleAssignment {
  const found = directory.appRoleAssignments.find((assignment) => assignmentId(assignment) === id);
  if (!found) throw notFound(id);
  return found;
}

export function removeRoleAssignment(directory: DirectoryData, assignment: AppRoleAssignment): void {
  remove(directory.appRoleAssignments, (other) => assignmentId(other) === assignmentId(assignment));
}
