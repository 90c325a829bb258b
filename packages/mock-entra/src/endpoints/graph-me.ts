import { assertScope, authenticateCaller } from "../graph/authenticate.ts";
import { presentAsGraph } from "../graph/graph-error.ts";
import { graphJson } from "../graph/graph-headers.ts";
import { userResource } from "../graph/user-resource.ts";
import type { Endpoint } from "../http/endpoint.ts";

/** @see https://learn.microsoft.com/graph/api/user-get#permissions */
const acceptedScopes = ["User.Read", "User.Read.All", "Directory.Read.All"];

/** The signed-in user's own profile. */
export const graphMeEndpoint: Endpoint = {
  name: "graph-me",
  urls: ({ graph }) => [`${graph}/v1.0/me`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    assertScope(caller, acceptedScopes);
    const select = exchange.url.searchParams.get("$select");
    return graphJson(exchange, userResource(caller.user, select, exchange.origins.graph));
  },
};
