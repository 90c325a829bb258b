import {
  addFederatedCredential,
  federatedCredentialOf,
  removeFederatedCredential,
  updateFederatedCredential,
} from "../../applications/federated-credentials.ts";
import type { Application, FederatedIdentityCredential } from "../../directory/types.ts";
import { addressedApplication, byIdOrAppId, lastSegment } from "../../graph/addressed-application.ts";
import { assertMayChange, authenticateCreator, authenticateReader } from "../../graph/administration.ts";
import { collectionResponse, entityOf } from "../../graph/collection.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import { type FilterableFields, recordFilter } from "../../graph/filter/record-filter.ts";
import type { Resource } from "../../graph/select.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

function nameOf({ id }: Application): string {
  return `applications('${id}')/federatedIdentityCredentials`;
}

const type = "federatedIdentityCredential";

/**
 * `az ad app federated-credential list` and `create`.
 * @see https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials
 */
export const graphFederatedCredentialsEndpoint: Endpoint = {
  name: "graph-federated-credentials",
  urls: byIdOrAppId("applications", "/federatedIdentityCredentials"),
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    if (exchange.request.method === "GET") {
      await authenticateReader(exchange);
      const application = addressedApplication(exchange);
      return collectionResponse(exchange, {
        name: nameOf(application),
        type,
        items: application.federatedIdentityCredentials,
        resourceOf: resourceOfCredential,
        parseFilter: recordFilter(application.federatedIdentityCredentials, (credential) =>
          fieldsOf(credential),
        ),
      });
    }
    const application = await applicationToChange(exchange);
    const added = addFederatedCredential(application, await jsonBody(exchange));
    return graphJson(
      exchange,
      entityOf(exchange, nameOf(application), resourceOfCredential(added), type),
      201,
    );
  },
};

/** `az ad app federated-credential show`, `update` and `delete`, by id or by name. */
export const graphFederatedCredentialEndpoint: Endpoint = {
  name: "graph-federated-credential",
  urls: byIdOrAppId("applications", "/federatedIdentityCredentials/:credential"),
  methods: ["GET", "PATCH", "DELETE"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const key = lastSegment(exchange);
    if (exchange.request.method === "GET") {
      await authenticateReader(exchange);
      const application = addressedApplication(exchange);
      return graphJson(
        exchange,
        entityOf(
          exchange,
          nameOf(application),
          resourceOfCredential(federatedCredentialOf(application, key)),
          type,
        ),
      );
    }
    const application = await applicationToChange(exchange);
    if (exchange.request.method === "DELETE") removeFederatedCredential(application, key);
    else
      updateFederatedCredential(
        application,
        federatedCredentialOf(application, key),
        await jsonBody(exchange),
      );
    return graphNoContent(exchange);
  },
};

/** @throws GraphError 401, 403 or 404 */
async function applicationToChange(exchange: Exchange): Promise<Application> {
  const caller = await authenticateCreator(exchange);
  const application = addressedApplication(exchange);
  assertMayChange(exchange.state.directory, caller, application);
  return application;
}

function resourceOfCredential(credential: FederatedIdentityCredential): Resource {
  return { ...credential };
}

function fieldsOf({ id, name, issuer, subject }: FederatedIdentityCredential): FilterableFields {
  return { id, name, issuer, subject };
}
