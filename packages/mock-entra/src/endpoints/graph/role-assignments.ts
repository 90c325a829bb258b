import { findPrincipalByKey } from "../../applications/find-application.ts";
import {
  addRoleAssignment,
  assignmentId,
  principalsOf,
  removeRoleAssignment,
  roleAssignmentOf,
} from "../../applications/role-assignments.ts";
import type { AppRoleAssignment, DirectoryData } from "../../directory/types.ts";
import { addressedPrincipal, byIdOrAppId, lastSegment } from "../../graph/addressed-application.ts";
import { authenticateAdministrator, authenticateReader } from "../../graph/administration.ts";
import { collectionResponse, entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import type { Resource } from "../../graph/select.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

const permission = "AppRoleAssignment.ReadWrite.All";

/**
 * By the application that owns the roles (`appRoleAssignedTo`), or by the principal that has them
 * (`appRoleAssignments`).
 */
function isFromTheResource(exchange: Exchange): boolean {
  return exchange.url.pathname.includes("/appRoleAssignedTo");
}

/**
 * The principals that are assigned to an application, with their roles.
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
 */
export const graphRoleAssignmentsEndpoint: Endpoint = {
  name: "graph-role-assignments",
  urls: (origins) => [
    ...byIdOrAppId("servicePrincipals", "/appRoleAssignedTo")(origins),
    ...byIdOrAppId("servicePrincipals", "/appRoleAssignments")(origins),
  ],
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: (exchange) => (exchange.request.method === "POST" ? create(exchange) : list(exchange)),
};

async function list(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  await authenticateReader(exchange);
  const { id } = addressedPrincipal(exchange);
  return collectionResponse(exchange, {
    name: "appRoleAssignments",
    type: "appRoleAssignment",
    items: directory.appRoleAssignments.filter(({ principalId, resourceId }) =>
      isFromTheResource(exchange) ? resourceId === id : principalId === id,
    ),
    resourceOf: (assignment) => assignmentResource(directory, assignment),
  });
}

async function create(exchange: Exchange): Promise<Response> {
  const { directory } = exchange.state;
  await authenticateAdministrator(exchange, permission);
  const addressed = addressedPrincipal(exchange);
  const body = await jsonBody(exchange);
  const resource = isFromTheResource(exchange)
    ? addressed
    : findPrincipalByKey(directory, { id: String(body["resourceId"]) });
  const added = addRoleAssignment(directory, resource, body);
  return graphJson(
    exchange,
    entityOf(exchange, "appRoleAssignments", assignmentResource(directory, added), "appRoleAssignment"),
    201,
  );
}

/** Removes an assignment. */
export const graphRoleAssignmentEndpoint: Endpoint = {
  name: "graph-role-assignment",
  urls: (origins) => [
    ...byIdOrAppId("servicePrincipals", "/appRoleAssignedTo/:assignment")(origins),
    ...byIdOrAppId("servicePrincipals", "/appRoleAssignments/:assignment")(origins),
  ],
  methods: ["GET", "DELETE"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const { directory } = exchange.state;
    const isDelete = exchange.request.method === "DELETE";
    await (isDelete ? authenticateAdministrator(exchange, permission) : authenticateReader(exchange));
    const assignment = roleAssignmentOf(directory, lastSegment(exchange));
    if (!isDelete) {
      return graphJson(
        exchange,
        entityOf(
          exchange,
          "appRoleAssignments",
          assignmentResource(directory, assignment),
          "appRoleAssignment",
        ),
      );
    }
    removeRoleAssignment(directory, assignment);
    return graphNoContent(exchange);
  },
};

function assignmentResource(directory: DirectoryData, assignment: AppRoleAssignment): Resource {
  const principal = principalsOf(directory).find(({ id }) => id === assignment.principalId);
  const resource = directory.servicePrincipals.find(({ id }) => id === assignment.resourceId);
  return {
    id: assignmentId(assignment),
    deletedDateTime: null,
    ...assignment,
    principalDisplayName: principal?.displayName ?? null,
    principalType: principal?.type ?? null,
    resourceDisplayName: resource?.displayName ?? null,
  };
}
