import { assertPermission, authenticateCaller, signedInUser } from "../../graph/authenticate.ts";
import { entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { selectedUser } from "../../graph/user-resource.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** @see https://learn.microsoft.com/graph/api/user-get#permissions */
const acceptedPermissions = ["User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];

/** The signed-in user's own profile. */
export const graphMeEndpoint: Endpoint = {
  name: "graph-me",
  urls: ({ graph }) => [`${graph}/v1.0/me`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    const user = signedInUser(caller);
    assertPermission(caller, acceptedPermissions);
    return graphJson(exchange, entityOf(exchange, "users", selectedUser(exchange, user, "full")));
  },
};
