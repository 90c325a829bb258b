import { groupsOf, transitiveGroupsOf } from "../../directory/groups.ts";
import { authenticateCaller } from "../../graph/authenticate.ts";
import { directoryObjectsResponse, groupObject } from "../../graph/directory-object.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { addressedMember, memberOfPermissions, memberUrls } from "../../graph/membership.ts";
import type { Endpoint } from "../../http/endpoint.ts";

const paths = ["/memberOf", "/transitiveMemberOf"].flatMap((path) => [
  path,
  `${path}/$count`,
  `${path}/microsoft.graph.group`,
  `${path}/microsoft.graph.group/$count`,
]);

/**
 * The groups that a user is in; with `transitiveMemberOf`, also those that these groups are in.
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
export const graphMemberOfEndpoint: Endpoint = {
  name: "graph-member-of",
  urls: memberUrls(...paths),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    const { id } = addressedMember(exchange, caller, memberOfPermissions);
    const isTransitive = exchange.url.pathname.includes("/transitiveMemberOf");
    const groups = (isTransitive ? transitiveGroupsOf : groupsOf)(exchange.state.directory, id);
    return directoryObjectsResponse(exchange, caller, groups.map(groupObject));
  },
};
