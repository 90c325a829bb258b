import { z } from "zod";
import { shapeError } from "../../applications/application-body.ts";
import {
  addPermissionGrant,
  grantId,
  permissionGrantOf,
  removePermissionGrant,
} from "../../applications/permission-grants.ts";
import type { OAuth2PermissionGrant } from "../../directory/types.ts";
import { lastSegment } from "../../graph/addressed-application.ts";
import { authenticateAdministrator } from "../../graph/administration.ts";
import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { collectionResponse, collectionUrls, entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { type FilterableFields, recordFilter } from "../../graph/filter/record-filter.ts";
import type { Resource } from "../../graph/select.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

const permission = "DelegatedPermissionGrant.ReadWrite.All";
const readers = [permission, "Directory.Read.All"];
const updateSchema = z.strictObject({ scope: z.string() });

function grantResource(grant: OAuth2PermissionGrant): Resource {
  return { id: grantId(grant), ...grant };
}

/**
 * The consents: `az ad app permission list-grants` and `grant`.
 * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post
 */
export const graphPermissionGrantsEndpoint: Endpoint = {
  name: "graph-permission-grants",
  urls: collectionUrls("/oauth2PermissionGrants"),
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "POST" ? create(exchange) : list(exchange)),
};

async function list(exchange: Exchange): Promise<Response> {
  assertPermission(await authenticateCaller(exchange), readers);
  return collectionResponse(exchange, {
    name: "oauth2PermissionGrants",
    type: "oAuth2PermissionGrant",
    items: exchange.state.directory.oauth2PermissionGrants,
    resourceOf: grantResource,
    parseFilter: recordFilter(exchange.state.directory.oauth2PermissionGrants, (grant) => fieldsOf(grant)),
  });
}

async function create(exchange: Exchange): Promise<Response> {
  await authenticateAdministrator(exchange, permission);
  const added = addPermissionGrant(exchange.state.directory, await jsonBody(exchange));
  return graphJson(
    exchange,
    entityOf(exchange, "oauth2PermissionGrants", grantResource(added), "oAuth2PermissionGrant"),
    201,
  );
}

/** To delete, the Azure CLI uses another spelling of the collection. For Graph, it is the same. */
export const graphPermissionGrantEndpoint: Endpoint = {
  name: "graph-permission-grant",
  urls: ({ graph }) => [
    `${graph}/v1.0/oauth2PermissionGrants/:id`,
    `${graph}/v1.0/oAuth2PermissionGrants/:id`,
  ],
  methods: ["GET", "PATCH", "DELETE"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const { directory } = exchange.state;
    const { method } = exchange.request;
    if (method === "GET") assertPermission(await authenticateCaller(exchange), readers);
    else await authenticateAdministrator(exchange, permission);
    const grant = permissionGrantOf(directory, lastSegment(exchange));
    if (method === "GET")
      return graphJson(
        exchange,
        entityOf(exchange, "oauth2PermissionGrants", grantResource(grant), "oAuth2PermissionGrant"),
      );
    if (method === "DELETE") removePermissionGrant(directory, grant);
    else {
      const { data, error } = updateSchema.safeParse(await jsonBody(exchange));
      if (error) throw shapeError(error);
      grant.scope = data.scope.trim();
    }
    return graphNoContent(exchange);
  },
};

function fieldsOf({
  clientId,
  resourceId,
  consentType,
  principalId,
}: OAuth2PermissionGrant): FilterableFields {
  return { clientId, resourceId, consentType, principalId };
}
