import { findUserOfPath } from "../../graph/addressed-user.ts";
import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { groupFields, mayReadGroups, selectedGroupProperties } from "../../graph/group-resource.ts";
import { pageOf } from "../../graph/page-of.ts";
import { selectionOf } from "../../graph/user-resource.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** @see https://learn.microsoft.com/graph/api/user-list-memberof#permissions */
const acceptedForOneself = [
  "User.Read",
  "User.Read.All",
  "GroupMember.Read.All",
  "Group.Read.All",
  "Directory.Read.All",
];
const acceptedForOthers = ["User.Read.All", "GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];

/** The groups that a user is a direct member of. */
export const graphMemberOfEndpoint: Endpoint = {
  name: "graph-member-of",
  urls: ({ graph }) => [`${graph}/v1.0/me/memberOf`, `${graph}/v1.0/users/:id/memberOf`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    if (exchange.url.pathname.startsWith("/v1.0/users/")) assertPermission(caller, acceptedForOneself);
    const user = findUserOfPath(exchange, caller);
    assertPermission(caller, user.id === caller.user?.id ? acceptedForOneself : acceptedForOthers);
    const select = exchange.url.searchParams.get("$select");
    const properties = selectedGroupProperties(select);
    const { items, nextLink } = pageOf(exchange, exchange.state.directory.groupsOf(user.id));
    return graphJson(exchange, {
      "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#directoryObjects${selectionOf(select, properties)}`,
      ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }),
      value: items.map((group) => groupFields(group, properties, mayReadGroups(caller))),
    });
  },
};
