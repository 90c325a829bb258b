import { authenticateCaller } from "../../graph/authenticate.ts";
import { collectionUrls } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { listUsers } from "../../graph/list-users.ts";
import { visibilityOfOthers } from "../../graph/user-resource.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** The users of the tenant, for users and for applications without a user. */
export const graphUsersEndpoint: Endpoint = {
  name: "graph-users",
  urls: collectionUrls("/users"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    return listUsers(exchange, visibilityOfOthers(caller));
  },
};
