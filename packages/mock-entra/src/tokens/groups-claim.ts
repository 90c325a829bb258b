import { transitiveGroupsOf } from "../directory/groups.ts";
import type { Application, Group, OptionalClaim, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";
import { isAskedFor } from "./optional-claims.ts";

/** A JWT lists no more groups than this; above, the application has to ask Graph (the "overage"). */
const maximumGroups = 200;

/**
 * The user's roles, and the user's groups by object id, in the form that the manifest of the token's
 * application requires. Its optional claim `groups` may ask for names (`cloud_displayname`), or for groups in
 * place of roles (`emit_as_roles`).
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim
 * @see https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims
 */
export function rolesAndGroups(
  { state, origins }: Exchange,
  { application, wanted, user }: GroupsRequest,
): Record<string, unknown> {
  const roles = application ? state.directory.rolesOf(user.id, application.appId) : [];
  const groups = application ? listedGroups(state, application, user) : [];
  const isAsRoles = isAskedFor(wanted, "groups", "emit_as_roles");
  const rolesClaim = roles.length > 0 && !isAsRoles ? { roles } : {};
  if (groups.length > maximumGroups) return { ...rolesClaim, ...overage(origins, user) };
  if (groups.length === 0) return rolesClaim;
  const isByName =
    application?.groupMembershipClaims === "ApplicationGroup" &&
    isAskedFor(wanted, "groups", "cloud_displayname");
  const names = groups.map(({ id, displayName }) => (isByName ? displayName : id));
  return { ...rolesClaim, [isAsRoles ? "roles" : "groups"]: names };
}

interface GroupsRequest {
  /** Whose manifest counts. */
  application: Application | undefined;
  /** Its optional claims for this kind of token. */
  wanted: readonly OptionalClaim[];
  user: User;
}

function listedGroups(
  { directory }: MockState,
  { appId, groupMembershipClaims }: Application,
  user: User,
): Group[] {
  const groups = transitiveGroupsOf(directory, user.id);
  if (groupMembershipClaims === "All") return groups;
  if (groupMembershipClaims === "SecurityGroup")
    return groups.filter(({ securityEnabled }) => securityEnabled);
  if (groupMembershipClaims !== "ApplicationGroup") return [];
  // An assignment counts for direct members only.
  const direct = directory.groupsOf(user.id);
  const resource = directory.findServicePrincipal(appId);
  const assigned = directory.appRoleAssignments.filter(({ resourceId }) => resourceId === resource?.id);
  return direct.filter(({ id }) => assigned.some(({ principalId }) => principalId === id));
}

/**
 * A distributed claim (OpenID Connect Core §5.6.2) with the address of all groups: a POST, with a token for
 * Graph. Tokens of the real service may still contain graph.windows.net, which no longer works.
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects
 */
function overage({ graph }: Origins, user: User) {
  return {
    _claim_names: { groups: "src1" },
    _claim_sources: { src1: { endpoint: `${graph}/v1.0/users/${user.id}/getMemberObjects` } },
  };
}
