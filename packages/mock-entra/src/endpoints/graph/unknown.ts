import { authenticateCaller } from "../../graph/authenticate.ts";
import { GraphError, presentAsGraph } from "../../graph/graph-error.ts";
import type { Endpoint } from "../../http/endpoint.ts";

/** Whatever else is asked of Graph. The token comes first here too: strangers do not learn what exists. */
export const graphUnknownEndpoint: Endpoint = {
  name: "graph-unknown",
  urls: ({ graph }) => [`${graph}/v1.0/*`, `${graph}/beta/*`],
  methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    await authenticateCaller(exchange);
    const segment = exchange.url.pathname.split("/")[2] ?? "";
    throw new GraphError(404, "ResourceNotFound", `Resource not found for the segment '${segment}'.`);
  },
};
