import { aadsts } from "../errors/aadsts-catalogue.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { sharedWithEveryone } from "../http/cors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import { formOf, required } from "../http/read-form.ts";

/** MSAL's request before it trusts an unknown authority. */
export const instanceDiscoveryEndpoint: Endpoint = {
  name: "instance-discovery",
  urls: onBackChannel("/common/discovery/instance"),
  methods: ["GET"],
  cors: sharedWithEveryone,
  presentError: presentAsJson,
  respond: (exchange) => {
    const asked = required(formOf(exchange.url.searchParams), "authorization_endpoint");
    if (!URL.canParse(asked)) throw aadsts.parameterInvalid("authorization_endpoint");
    const { host: askedHost, pathname } = new URL(asked);
    const segment = pathname.split("/")[1] ?? "common";
    const { authority } = exchange.origins;
    const { host } = new URL(authority);
    if (askedHost !== host) throw aadsts.instanceUnknown();
    return jsonResponse(exchange, {
      tenant_discovery_endpoint: `${authority}/${encodeURIComponent(segment)}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
  },
};
