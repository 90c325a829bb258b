import { z } from "zod";
import { shapeError } from "../../applications/application-body.ts";
import { assertProofOfPossession } from "../../applications/key-proof.ts";
import { newKeyCredential } from "../../applications/key-credentials.ts";
import { addressedApplication, byIdOrAppId } from "../../graph/addressed-application.ts";
import { assertMayAdminister, assertMayChange } from "../../graph/administration.ts";
import { authenticateCaller } from "../../graph/authenticate.ts";
import { presentAsGraph } from "../../graph/graph-error.ts";
import { graphJson } from "../../graph/graph-headers.ts";
import { jsonBody } from "../../graph/json-body.ts";
import type { Application } from "../../directory/types.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

const bodySchema = z.object({
  keyCredential: z.object({
    type: z.literal("AsymmetricX509Cert"),
    usage: z.literal("Verify"),
    key: z.string().min(1),
    displayName: z.string().nullish(),
  }),
  passwordCredential: z.null().optional(),
  proof: z.string(),
});

/**
 * Adds a certificate: the caller has to prove that they have another certificate of the application.
 * @see https://learn.microsoft.com/graph/api/application-addkey
 */
export const graphApplicationKeyEndpoint: Endpoint = {
  name: "graph-application-key",
  urls: byIdOrAppId("applications", "/addKey"),
  methods: ["POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const application = await authenticateForKeys(exchange);
    const { data, error } = bodySchema.safeParse(await jsonBody(exchange));
    if (error) throw shapeError(error);
    await assertProofOfPossession(exchange, application, data.proof);
    const added = newKeyCredential(data.keyCredential.key, data.keyCredential.displayName);
    application.keyCredentials.push(added);
    return graphJson(exchange, {
      "@odata.context": `${exchange.origins.graph}/v1.0/$metadata#microsoft.graph.keyCredential`,
      ...added,
      key: null,
    });
  },
};

/** An application needs no permission to replace its own keys. @throws GraphError 401, 403 or 404 */
async function authenticateForKeys(exchange: Exchange): Promise<Application> {
  const caller = await authenticateCaller(exchange);
  const application = addressedApplication(exchange);
  const isItself = caller.user === undefined && caller.appId === application.appId;
  if (isItself) return application;
  assertMayAdminister(caller);
  assertMayChange(exchange.state.directory, caller, application);
  return application;
}
