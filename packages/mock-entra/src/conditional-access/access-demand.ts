import type { ConditionalAccessPolicy } from "../directory/conditional-access-policy.ts";
import { transitiveGroupsOf } from "../directory/groups.ts";
import type { Application, DirectoryData, ServicePrincipal, User } from "../directory/types.ts";

/** The user and the application of an access. */
export interface AccessAttempt {
  user: User;
  /** The client. For the sign-in itself, it is also the target. */
  application: Application;
  resource: ServicePrincipal;
  /** Authentication contexts that the token has to contain. */
  authenticationContexts: readonly string[];
  /** Policies that apply to every target: a refusal has listed them. */
  policyIds: readonly string[];
}

/** The requirements of all policies that apply. */
export interface AccessDemand {
  control: "none" | "mfa" | "block";
  policyIds: string[];
}

/** @see https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies */
export function accessDemand(directory: DirectoryData, attempt: AccessAttempt): AccessDemand {
  const policies = directory.conditionalAccessPolicies.filter((policy) =>
    applies(policy, directory, attempt),
  );
  const controls = new Set(policies.flatMap(({ grantControls }) => grantControls.builtInControls));
  return {
    control: controls.has("block") ? "block" : controls.has("mfa") ? "mfa" : "none",
    policyIds: policies.map(({ id }) => id),
  };
}

/** Report-only policies have no effect. */
function applies(
  { id, state, conditions }: ConditionalAccessPolicy,
  directory: DirectoryData,
  attempt: AccessAttempt,
): boolean {
  return (
    state === "enabled" &&
    concernsUser(conditions.users, directory, attempt.user) &&
    (attempt.policyIds.includes(id) || concernsTarget(conditions.applications, attempt))
  );
}

function concernsUser(
  {
    includeUsers,
    excludeUsers,
    includeGroups,
    excludeGroups,
  }: ConditionalAccessPolicy["conditions"]["users"],
  directory: DirectoryData,
  { id }: User,
): boolean {
  const groups = new Set(transitiveGroupsOf(directory, id).map((group) => group.id));
  const isIncluded =
    includeUsers.includes("All") ||
    includeUsers.includes(id) ||
    includeGroups.some((group) => groups.has(group));
  const isExcluded = excludeUsers.includes(id) || excludeGroups.some((group) => groups.has(group));
  return isIncluded && !isExcluded;
}

/** A policy is about applications or about authentication contexts, never about both. */
function concernsTarget(
  target: ConditionalAccessPolicy["conditions"]["applications"],
  { application, resource, authenticationContexts }: AccessAttempt,
): boolean {
  const { includeApplications, includeAuthenticationContextClassReferences: contexts } = target;
  if (contexts.length > 0) return contexts.some((context) => authenticationContexts.includes(context));
  return ["All", resource.appId, application.appId].some((name) => includeApplications.includes(name));
}
