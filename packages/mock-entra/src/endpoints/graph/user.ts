import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { findAddressedUser } from "../../graph/addressed-user.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { userResource, visibilityOfOthers } from "../../graph/user-resource.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** One's own profile needs less than everybody's. */
const acceptedForOneself = ["User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];

/** A user by id or user principal name. */
export const graphUserEndpoint: Endpoint = {
  name: "graph-user",
  urls: ({ graph }) => [`${graph}/v1.0/users/:id`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    assertPermission(caller, acceptedForOneself);
    const user = findAddressedUser(exchange);
    const visibility = user.id === caller.user?.id ? "full" : visibilityOfOthers(caller);
    const select = exchange.url.searchParams.get("$select");
    return graphJson(exchange, userResource(user, select, visibility, exchange.origins.graph));
  },
};
