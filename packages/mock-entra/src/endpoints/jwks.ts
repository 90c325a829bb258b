import { isSharedSegment, resolveTenant } from "../authorize/resolve-tenant.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { sharedWithEveryone } from "../http/cors.ts";
import { type Endpoint, onBackChannel } from "../http/endpoint.ts";
import { jsonResponse } from "../http/entra-headers.ts";
import { publishedKey } from "../tokens/signing-key.ts";

/** The keys that verify tokens (RFC 7517). They do not verify tokens for Graph. */
export const jwksEndpoint: Endpoint = {
  name: "jwks",
  urls: onBackChannel("/:tenant/discovery/v2.0/keys"),
  methods: ["GET"],
  cors: sharedWithEveryone,
  presentError: presentAsJson,
  respond: (exchange) => {
    const { state, origins, tenantSegment } = exchange;
    const { id } = resolveTenant(state, tenantSegment);
    const isShared = isSharedSegment(tenantSegment);
    const issuer = `${origins.authority}/${isShared ? "{tenantid}" : id}/v2.0`;
    const tenants = isShared ? state.tenants : [state];
    // Further tenants have the first tenant's keys.
    const keys = new Set(tenants.flatMap(({ signingKeys }) => signingKeys.published()));
    return jsonResponse(exchange, { keys: [...keys].map((key) => publishedKey(key, issuer)) });
  },
};
