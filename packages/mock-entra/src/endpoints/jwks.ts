import { isSharedSegment, resolveTenant } from "../authorize/resolve-tenant.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { sharedWithEveryone } from "../http/cors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import { publishedKey } from "../tokens/signing-key.ts";

/** The keys that tokens can be verified by (RFC 7517); Graph's tokens cannot. */
export const jwksEndpoint: Endpoint = {
  name: "jwks",
  urls: onBackChannel("/:tenant/discovery/v2.0/keys"),
  methods: ["GET"],
  cors: sharedWithEveryone,
  presentError: presentAsJson,
  respond: (exchange) => {
    const { id } = resolveTenant(exchange.state, exchange.tenantSegment);
    const issuerTenant = isSharedSegment(exchange.tenantSegment) ? "{tenantid}" : id;
    const issuer = `${exchange.origins.authority}/${issuerTenant}/v2.0`;
    const keys = exchange.state.signingKeys.published().map((key) => publishedKey(key, issuer));
    return jsonResponse(exchange, { keys });
  },
};
