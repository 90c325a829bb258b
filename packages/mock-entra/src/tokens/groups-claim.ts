import { transitiveGroupsOf } from "../directory/groups.ts";
import type { Application, Group, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";

/** A JWT lists no more groups than this; above, the application has to ask Graph (the "overage"). */
const maximumGroups = 200;

/**
 * The user's groups by object id, as the manifest of the application that the token is for wants them.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim
 */
export function groupsClaim(
  { state, origins }: Exchange,
  application: Application | undefined,
  user: User,
): Record<string, unknown> {
  const groups = application ? listedGroups(state, application, user) : [];
  if (groups.length > maximumGroups) return overage(origins, user);
  return groups.length > 0 ? { groups: groups.map(({ id }) => id) } : {};
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
  // What is assigned counts for direct members only.
  const direct = directory.groupsOf(user.id);
  const resource = directory.findServicePrincipal(appId);
  const assigned = directory.appRoleAssignments.filter(({ resourceId }) => resourceId === resource?.id);
  return direct.filter(({ id }) => assigned.some(({ principalId }) => principalId === id));
}

/**
 * A distributed claim (OpenID Connect Core §5.6.2) with the address that has all groups: by POST, with a token for Graph. Tokens
 * of the real service may still name graph.windows.net, which was switched off.
 * @see https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects
 */
function overage({ graph }: Origins, user: User) {
  return {
    _claim_names: { groups: "src1" },
    _claim_sources: { src1: { endpoint: `${graph}/v1.0/users/${user.id}/getMemberObjects` } },
  };
}
