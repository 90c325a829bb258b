import { assignmentsOf } from "../directory/app-role-assignments.ts";
import { findServicePrincipal } from "../directory/look-up.ts";
import type { Application, DirectoryData, User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { RequestedScopes } from "./request-types.ts";

/** The purpose of a sign-in, in a browser or for a device. */
export interface SignInGoal {
  application: Application;
  scopes: RequestedScopes;
  /** `none`: the user must not be asked. `consent`: ask again. */
  prompt: "login" | "none" | "consent" | "select_account" | undefined;
  authenticationContexts: readonly string[];
  /** Policies that a refusal has listed. */
  policyIds: readonly string[];
}

/** @throws EntraError 50105 if the application requires assignment and this user is not assigned */
export function assertAssigned(
  directory: DirectoryData,
  { appId, displayName }: Application,
  user: User,
): void {
  const principal = findServicePrincipal(directory, appId);
  if (!principal?.appRoleAssignmentRequired) return;
  if (assignmentsOf(directory, user.id, principal).length === 0) throw aadsts.userNotAssigned(displayName);
}
