import { witnessedBy } from "../witnessed-by.ts";

const memberObjects = "https://learn.microsoft.com/graph/api/directoryobject-getmemberobjects";
const checkGroups = "https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups";
const nested = "nested groups";
const ids = "getMemberObjects, getMemberGroups, checkMemberGroups, checkMemberObjects";
const endpoint = "endpoints/graph/member-objects.ts";
const directoryObject = "graph/directory-object.ts";

/** Who is in which group, directly or through another group. */
export const membershipRows = witnessedBy("test/graph-membership.test.ts", [
  {
    id: "graph-transitive-member-of",
    feature: "transitiveMemberOf",
    entra: "The groups of a member, and the groups that these are in; memberOf has the direct ones only.",
    source: "https://learn.microsoft.com/graph/api/user-list-transitivememberof",
    test: `${nested} > memberOf lists direct memberships, transitiveMemberOf all of them, once each`,
    breakIt: {
      file: "endpoints/graph/member-of.ts",
      find: "(isTransitive ? transitiveGroupsOf : groupsOf)",
      replace: "(isTransitive ? groupsOf : groupsOf)",
    },
  },
  {
    id: "graph-transitive-members",
    feature: "members and transitiveMembers of a group",
    entra: "Directory objects with their type; a cast such as `/microsoft.graph.user` keeps one type.",
    source: "https://learn.microsoft.com/graph/api/group-list-transitivemembers",
    test: `${nested} > members lists direct members of any type, transitiveMembers those of nested groups as well`,
    breakIt: {
      file: directoryObject,
      find: "kind === undefined || object.kind === kind",
      replace: "true",
    },
  },
  {
    id: "graph-members-limited",
    feature: "Members that the token may not read",
    entra: "Type and id are filled in, everything else is null.",
    source:
      "https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects",
    test: `${nested} > a token that reads groups only sees that there are members`,
    breakIt: {
      file: directoryObject,
      find: 'property === "id" ? user.id : null',
      replace: "user[property]",
    },
  },
  {
    id: "groups-nested",
    feature: "groups claim: nested groups",
    entra: "Counted, but for ApplicationGroup, where only direct members of an assigned group count.",
    source:
      "https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims",
    test: `${nested} > the groups claim counts nested groups, and where groups are assigned, direct ones only`,
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "const groups = transitiveGroupsOf(directory, user.id);",
      replace: "const groups = directory.groupsOf(user.id);",
    },
  },
  {
    id: "policy-nested-groups",
    feature: "Conditional access: nested groups",
    entra: "A policy for a group concerns the members of groups in it.",
    source:
      "https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups",
    test: `${nested} > a conditional access policy for a group concerns the members of groups in it`,
    breakIt: {
      file: "conditional-access/access-demand.ts",
      find: "transitiveGroupsOf(directory, id)",
      replace: "directory.groups.filter(({ members }) => members.includes(id))",
    },
  },
  {
    id: "graph-member-objects",
    feature: "getMember… and checkMember…",
    entra: "Ids of groups, transitively: all, security groups only, or those among a list.",
    source: memberObjects,
    ours: "same for groups; directory roles and administrative units are left out",
    test: `${ids} > give the ids of all groups, of security groups only, or of those that were asked about`,
    breakIt: {
      file: endpoint,
      find: "securityEnabled || !securityEnabledOnly",
      replace: "securityEnabled || securityEnabledOnly",
    },
  },
  {
    id: "graph-member-objects-of",
    feature: "Whom getMember… and checkMember… are about",
    entra: "Users, groups, service principals and, by id, any directory object.",
    source: memberObjects,
    test: `${ids} > are there for users, groups, service principals and directory objects`,
    breakIt: { file: "graph/membership.ts", find: ', "/directoryObjects/:id"', replace: "" },
  },
  {
    id: "graph-member-objects-permissions",
    feature: "Permissions for getMember… and checkMember…",
    entra: "User.Read for one's own ids; …MemberGroups takes a permission for groups as well.",
    source: checkGroups,
    test: `${ids} > take what they need: User.Read for one's own ids, a permission for groups for the rest`,
    breakIt: {
      file: endpoint,
      find: '    if (action.endsWith("MemberGroups")) assertReadsGroups(caller);\n',
      replace: "",
    },
  },
  {
    id: "graph-member-objects-limit",
    feature: "checkMember… of many groups",
    entra: "20 at most in a request.",
    source: checkGroups,
    ours: "same; the error is unconfirmed",
    test: `${ids} > check no more than 20 at once, and refuse a body that does not fit`,
    breakIt: { file: endpoint, find: "maximumIds = 20", replace: "maximumIds = 21" },
  },
  {
    id: "groups-overage-address",
    feature: "groups claim: the address that an overage names",
    entra: "Graph's getMemberObjects of the user.",
    source: "https://learn.microsoft.com/entra/identity-platform/id-tokens",
    ours: "same; older pages name graph.windows.net, which was switched off",
    test: `${ids} > answer at the address that a token with too many groups names`,
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "/v1.0/users/${user.id}/getMemberObjects",
      replace: "/v1.0/users/${user.id}/groups",
    },
  },
  {
    id: "graph-groups",
    feature: "/groups",
    entra: "$filter, $search, $orderby, $count, $select, as on users.",
    source: "https://learn.microsoft.com/graph/api/group-list",
    ours: "same for the properties that the mock has",
    test: "groups > are listed, filtered, searched, sorted and counted",
    breakIt: {
      file: "graph/filter/comparisons.ts",
      find: "!literal.isText && wanted === String(value)",
      replace: "literal.isText && wanted === String(value)",
    },
  },
  {
    id: "graph-groups-permissions",
    feature: "Permissions for /groups",
    entra: "GroupMember.Read.All, Group.Read.All or Directory.Read.All.",
    source: "https://learn.microsoft.com/graph/api/group-list#permissions",
    test: "groups > take a permission for groups",
    breakIt: {
      file: "endpoints/graph/groups.ts",
      find: "  assertPermission(caller, groupReaders);\n",
      replace: "",
    },
  },
]);
