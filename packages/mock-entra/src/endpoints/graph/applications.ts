import { parseApplicationBody } from "../../applications/application-body.ts";
import { registerApplication } from "../../applications/register-application.ts";
import { authenticateCreator, authenticateReader, ownerIdOf } from "../../graph/administration.ts";
import type { Application } from "../../directory/types.ts";
import { applicationResource } from "../../graph/application-resource.ts";
import { collectionResponse, collectionUrls, entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { type FilterableFields, recordFilter } from "../../graph/filter/record-filter.ts";
import { searchByName } from "../../graph/search.ts";
import { sortBy } from "../../graph/sort.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/**
 * The tenant's app registrations: `az ad app list` and `az ad app create`.
 * @see https://learn.microsoft.com/graph/api/application-post-applications
 */
export const graphApplicationsEndpoint: Endpoint = {
  name: "graph-applications",
  urls: collectionUrls("/applications"),
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "POST" ? create(exchange) : list(exchange)),
};

async function list(exchange: Exchange): Promise<Response> {
  await authenticateReader(exchange);
  return collectionResponse(exchange, {
    name: "applications",
    type: "application",
    items: exchange.state.directory.applications,
    resourceOf: (application) => applicationResource(exchange, application),
    parseFilter: recordFilter(exchange.state.directory.applications, (application) => fieldsOf(application)),
    parseSearch: (search) => searchByName(search),
    sort: sortBy<Application>(exchange, {
      displayName: { valueOf: ({ displayName }) => displayName, isAdvanced: true },
      createdDateTime: { valueOf: ({ createdDateTime }) => createdDateTime, isAdvanced: true },
    }),
  });
}

async function create(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  const caller = await authenticateCreator(exchange);
  const body = parseApplicationBody(await jsonBody(exchange));
  const owner = ownerIdOf(directory, caller);
  const application = registerApplication(directory, { body, at: exchange.at, owner });
  return graphJson(
    exchange,
    entityOf(exchange, "applications", applicationResource(exchange, application), "application"),
    201,
  );
}

function fieldsOf(application: Application): FilterableFields {
  const { id, appId, displayName, identifierUris, createdDateTime = null } = application;
  return { id, appId, displayName, identifierUris, createdDateTime };
}
