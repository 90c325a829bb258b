import { z } from "zod";
import { shapeError } from "../../applications/application-body.ts";
import { addSecret, removeSecret } from "../../applications/secrets.ts";
import { addressedApplication, byIdOrAppId, lastSegment } from "../../graph/addressed-application.ts";
import { assertMayChange, authenticateCreator } from "../../graph/administration.ts";
import { secretResource } from "../../graph/application-resource.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson, graphNoContent } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Origins } from "../../origins.ts";

const dateTime = z.iso.datetime({ offset: true }).nullish();

const addSchema = z.object({
  passwordCredential: z
    .object({ displayName: z.string().nullish(), startDateTime: dateTime, endDateTime: dateTime })
    .nullish(),
});
const removeSchema = z.object({ keyId: z.guid() });

/**
 * `az ad app credential reset` and `delete`. Only this answer contains the value.
 * @see https://learn.microsoft.com/graph/api/application-addpassword
 */
export const graphApplicationPasswordEndpoint: Endpoint = {
  name: "graph-application-password",
  urls: (origins: Origins) => [
    ...byIdOrAppId("applications", "/addPassword")(origins),
    ...byIdOrAppId("applications", "/removePassword")(origins),
  ],
  methods: ["POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCreator(exchange);
    const application = addressedApplication(exchange);
    assertMayChange(exchange.state.directory, caller, application);
    const body = await jsonBody(exchange);
    if (lastSegment(exchange) === "removePassword") {
      removeSecret(application, parse(removeSchema, body).keyId);
      return graphNoContent(exchange);
    }
    const wanted = parse(addSchema, body).passwordCredential ?? {};
    const credential = addSecret(application, wanted, exchange.at);
    return graphJson(exchange, {
      "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#microsoft.graph.passwordCredential`,
      ...secretResource(credential),
      secretText: credential.secretText,
    });
  },
};

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(body);
  if (error) throw shapeError(error);
  return data;
}
