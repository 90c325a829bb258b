import { transitiveMemberIds } from "../../directory/groups.ts";
import type { Group } from "../../directory/types.ts";
import { assertPermission, authenticateCaller, type GraphCaller } from "../../graph/authenticate.ts";
import { collectionResponse, collectionUrls, entityOf } from "../../graph/collection.ts";
import { directoryObjectsOf, directoryObjectsResponse } from "../../graph/directory-object.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { groupFields, groupReaders, groupType } from "../../graph/group-resource.ts";
import { addressedGroup } from "../../graph/membership.ts";
import { type FilterableFields, recordFilter } from "../../graph/filter/record-filter.ts";
import { parseSearch } from "../../graph/search.ts";
import { type Resource, selectedProperties } from "../../graph/select.ts";
import { sortBy } from "../../graph/sort.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

async function authenticateGroupReader(exchange: Exchange): Promise<GraphCaller> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, groupReaders);
  return caller;
}

function groupResource(exchange: Exchange, group: Group): Resource {
  return groupFields(group, selectedProperties(exchange, groupType), true);
}

/** @see https://learn.microsoft.com/graph/api/group-list */
export const graphGroupsEndpoint: Endpoint = {
  name: "graph-groups",
  urls: collectionUrls("/groups"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    await authenticateGroupReader(exchange);
    const { groups } = exchange.state.directory;
    return collectionResponse(exchange, {
      name: "groups",
      items: groups,
      resourceOf: (group) => groupResource(exchange, group),
      parseFilter: recordFilter(groups, (group) => fieldsOf(group)),
      parseSearch: (search) => searchGroups(search),
      sort: sortBy<Group>(exchange, { displayName: { valueOf: ({ displayName }) => displayName } }),
    });
  },
};

function fieldsOf(group: Group): FilterableFields {
  const { id, displayName, mail, mailNickname, mailEnabled, securityEnabled, createdDateTime = null } = group;
  return { id, displayName, mail, mailNickname, mailEnabled, securityEnabled, createdDateTime };
}

function searchGroups(search: string): (group: Group) => boolean {
  const matches = parseSearch(search, ["displayName", "description", "mail", "mailNickname"]);
  return ({ displayName, description, mail, mailNickname }) =>
    matches({ displayName, description, mail, mailNickname });
}

/** @see https://learn.microsoft.com/graph/api/group-get */
export const graphGroupEndpoint: Endpoint = {
  name: "graph-group",
  urls: ({ graph }) => [`${graph}/v1.0/groups/:id`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    await authenticateGroupReader(exchange);
    const resource = groupResource(exchange, addressedGroup(exchange));
    return graphJson(exchange, entityOf(exchange, "groups", resource));
  },
};

const casts = ["", "/microsoft.graph.user", "/microsoft.graph.group", "/microsoft.graph.servicePrincipal"];
const memberPaths = ["members", "transitiveMembers"].flatMap((name) =>
  casts.map((cast) => `/groups/:id/${name}${cast}`),
);

/**
 * The members of a group; with `transitiveMembers`, also the members of the groups in it.
 * @see https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export const graphGroupMembersEndpoint: Endpoint = {
  name: "graph-group-members",
  urls: collectionUrls(...memberPaths),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateGroupReader(exchange);
    const { directory } = exchange.state;
    const group = addressedGroup(exchange);
    const isTransitive = exchange.url.pathname.includes("/transitiveMembers");
    const ids = isTransitive ? transitiveMemberIds(directory, group) : group.members;
    return directoryObjectsResponse(exchange, caller, directoryObjectsOf(directory, ids));
  },
};
