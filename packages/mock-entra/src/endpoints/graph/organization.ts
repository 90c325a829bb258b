import type { Tenant } from "../../directory/types.ts";
import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { collectionResponse, collectionUrls, entityOf } from "../../graph/collection.ts";
import { presentAsGraph, resourceMissing } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import type { Resource } from "../../graph/select.ts";
import { decodeSegment } from "../../http/decode-segment.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/** With these permissions, all properties are shown. */
const readers = ["Organization.Read.All", "Directory.Read.All"];

/** Properties that Graph has and the mock's tenants do not. */
const unset = {
  deletedDateTime: null,
  city: null,
  country: null,
  countryLetterCode: null,
  createdDateTime: null,
  postalCode: null,
  preferredLanguage: null,
  state: null,
  street: null,
};

/**
 * The tenant of the caller. The list has one entry.
 * @see https://learn.microsoft.com/graph/api/organization-list
 */
export const graphOrganizationsEndpoint: Endpoint = {
  name: "graph-organizations",
  urls: collectionUrls("/organization"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const showsAll = await authenticateOrganizationReader(exchange);
    return collectionResponse(exchange, {
      name: "organization",
      type: "organization",
      items: [exchange.state.directory.tenant],
      resourceOf: (tenant) => organizationResource(tenant, showsAll),
    });
  },
};

/** @see https://learn.microsoft.com/graph/api/organization-get */
export const graphOrganizationEndpoint: Endpoint = {
  name: "graph-organization",
  urls: ({ graph }) => [`${graph}/v1.0/organization/:id`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const showsAll = await authenticateOrganizationReader(exchange);
    const { tenant } = exchange.state.directory;
    const id = decodeSegment(exchange.url.pathname.split("/")[3] ?? "");
    if (id !== tenant.id) throw resourceMissing(id);
    const resource = organizationResource(tenant, showsAll);
    return graphJson(exchange, entityOf(exchange, "organization", resource, "organization"));
  },
};

/**
 * With `User.Read`, the three properties are shown that every user may see. An application without a user
 * needs more.
 * @returns whether the token also gives access to the others @throws GraphError 401 or 403
 */
async function authenticateOrganizationReader(exchange: Exchange): Promise<boolean> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, caller.user ? ["User.Read", ...readers] : readers);
  return caller.permissions.some((permission) => readers.includes(permission));
}

function organizationResource({ id, displayName, defaultDomain }: Tenant, showsAll: boolean): Resource {
  return {
    id,
    displayName,
    verifiedDomains: [
      {
        capabilities: "Email, OfficeCommunicationsOnline",
        isDefault: true,
        isInitial: defaultDomain.endsWith(".onmicrosoft.com"),
        name: defaultDomain,
        type: "Managed",
      },
    ],
    tenantType: showsAll ? "AAD" : null,
    ...unset,
  };
}
