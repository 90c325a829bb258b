import { parseApplicationBody } from "../../applications/application-body.ts";
import { registerApplication } from "../../applications/register-application.ts";
import { authenticateCreator, authenticateReader, ownerIdOf } from "../../graph/administration.ts";
import { applicationResource } from "../../graph/application-resource.ts";
import { collectionOf, entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/**
 * The tenant's app registrations: `az ad app list` and `az ad app create`.
 * @see https://learn.microsoft.com/graph/api/application-post-applications
 */
export const graphApplicationsEndpoint: Endpoint = {
  name: "graph-applications",
  urls: ({ graph }) => [`${graph}/v1.0/applications`],
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "POST" ? create(exchange) : list(exchange)),
};

async function list(exchange: Exchange): Promise<Response> {
  await authenticateReader(exchange);
  const collection = collectionOf(exchange, {
    name: "applications",
    items: exchange.state.directory.applications,
    resourceOf: (application) => applicationResource(exchange, application),
    filterable: ({ id, appId, displayName, identifierUris }) => ({ id, appId, displayName, identifierUris }),
  });
  return graphJson(exchange, collection);
}

async function create(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  const caller = await authenticateCreator(exchange);
  const body = parseApplicationBody(await jsonBody(exchange));
  const owner = ownerIdOf(directory, caller);
  const application = registerApplication(directory, { body, at: exchange.at, owner });
  return graphJson(
    exchange,
    entityOf(exchange, "applications", applicationResource(exchange, application)),
    201,
  );
}
