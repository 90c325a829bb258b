import { parseApplicationBody } from "../../applications/application-body.ts";
import { deleteApplication } from "../../applications/delete-application.ts";
import { updateApplication } from "../../applications/update-application.ts";
import { addressedApplication, byIdOrAppId } from "../../graph/addressed-application.ts";
import { assertMayChange, authenticateCreator, authenticateReader } from "../../graph/administration.ts";
import { applicationResource } from "../../graph/application-resource.ts";
import { entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/**
 * One app registration: `az ad app show`, `update` and `delete`.
 * @see https://learn.microsoft.com/graph/api/application-update
 */
export const graphApplicationEndpoint: Endpoint = {
  name: "graph-application",
  urls: byIdOrAppId("applications"),
  methods: ["GET", "PATCH", "DELETE"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "GET" ? show(exchange) : change(exchange)),
};

async function show(exchange: Exchange): Promise<Response> {
  await authenticateReader(exchange);
  const resource = applicationResource(exchange, addressedApplication(exchange));
  return graphJson(exchange, entityOf(exchange, "applications", resource, "application"));
}

async function change(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  const caller = await authenticateCreator(exchange);
  const application = addressedApplication(exchange);
  assertMayChange(directory, caller, application);
  if (exchange.request.method === "DELETE") {
    deleteApplication(directory, application);
    return graphNoContent(exchange);
  }
  updateApplication(directory, application, parseApplicationBody(await jsonBody(exchange)));
  return graphNoContent(exchange);
}
