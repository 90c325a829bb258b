import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { findAddressedUser } from "../../graph/addressed-user.ts";
import { entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { selectedUser, visibilityOfOthers } from "../../graph/user-resource.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** A user's own profile needs fewer permissions than other profiles. */
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
    return graphJson(exchange, entityOf(exchange, "users", selectedUser(exchange, user, visibility)));
  },
};
