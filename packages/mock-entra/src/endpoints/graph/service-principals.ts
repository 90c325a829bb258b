import { z } from "zod";
import { shapeError } from "../../applications/application-body.ts";
import { deleteServicePrincipal } from "../../applications/delete-application.ts";
import { createServicePrincipal } from "../../applications/register-application.ts";
import { addressedPrincipal, byIdOrAppId } from "../../graph/addressed-application.ts";
import { assertMayChange, authenticateCreator, authenticateReader } from "../../graph/administration.ts";
import { collectionResponse, collectionUrls, entityOf } from "../../graph/collection.ts";
import { recordFilter } from "../../graph/filter/record-filter.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { filterablePrincipal, principalResource } from "../../graph/principal-resource.ts";
import { searchByName } from "../../graph/search.ts";
import { sortBy } from "../../graph/sort.ts";
import type { ServicePrincipal } from "../../directory/types.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

const createSchema = z.object({ appId: z.guid() });
const updateSchema = z.strictObject({ appRoleAssignmentRequired: z.exactOptional(z.boolean()) });

/**
 * `az ad sp list` and `az ad sp create`.
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
 */
export const graphServicePrincipalsEndpoint: Endpoint = {
  name: "graph-service-principals",
  urls: collectionUrls("/servicePrincipals"),
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "POST" ? create(exchange) : list(exchange)),
};

async function list(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  await authenticateReader(exchange);
  return collectionResponse(exchange, {
    name: "servicePrincipals",
    type: "servicePrincipal",
    items: directory.servicePrincipals,
    resourceOf: (principal) => principalResource(directory, principal),
    parseFilter: recordFilter(directory.servicePrincipals, filterablePrincipal),
    parseSearch: (search) => searchByName(search),
    sort: sortBy<ServicePrincipal>(exchange, {
      displayName: { valueOf: ({ displayName }) => displayName, isAdvanced: true },
    }),
  });
}

async function create(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  const caller = await authenticateCreator(exchange);
  const { data, error } = createSchema.safeParse(await jsonBody(exchange));
  if (error) throw shapeError(error);
  assertMayChange(
    directory,
    caller,
    directory.applications.find(({ appId }) => appId === data.appId),
  );
  const created = createServicePrincipal(directory, data.appId);
  const resource = principalResource(directory, created);
  return graphJson(exchange, entityOf(exchange, "servicePrincipals", resource, "servicePrincipal"), 201);
}

/** `az ad sp show`, `update` (whether assignment is required) and `delete`. */
export const graphServicePrincipalEndpoint: Endpoint = {
  name: "graph-service-principal",
  urls: byIdOrAppId("servicePrincipals"),
  methods: ["GET", "PATCH", "DELETE"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "GET" ? show(exchange) : change(exchange)),
};

async function show(exchange: Exchange): Promise<Response> {
  await authenticateReader(exchange);
  const resource = principalResource(exchange.state.directory, addressedPrincipal(exchange));
  return graphJson(exchange, entityOf(exchange, "servicePrincipals", resource, "servicePrincipal"));
}

async function change(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  const caller = await authenticateCreator(exchange);
  const principal = addressedPrincipal(exchange);
  assertMayChange(
    directory,
    caller,
    directory.applications.find(({ appId }) => appId === principal.appId),
  );
  if (exchange.request.method === "DELETE") {
    deleteServicePrincipal(directory, principal);
    return graphNoContent(exchange);
  }
  const { data, error } = updateSchema.safeParse(await jsonBody(exchange));
  if (error) throw shapeError(error);
  Object.assign(principal, data);
  return graphNoContent(exchange);
}
