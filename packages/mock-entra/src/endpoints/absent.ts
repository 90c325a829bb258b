import { presentAsJson } from "../errors/json-errors.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Origins } from "../origins.ts";

const paths = [
  // RFC 8414 metadata, and OpenID Connect's by RFC 8414's rule: Entra has only /{tenant}/v2.0/.well-known/….
  "/.well-known/oauth-authorization-server",
  "/.well-known/oauth-authorization-server/*",
  "/.well-known/openid-configuration",
  "/.well-known/openid-configuration/*",
  // RFC 7591: applications are registered in the portal, and cannot register themselves.
  "/register",
  "/:tenant/oauth2/v2.0/register",
];

/** Addresses that MCP clients try and Entra does not have: 404 without a body (unconfirmed). */
export const absentEndpoint: Endpoint = {
  name: "absent",
  urls: (origins: Origins) => paths.flatMap((path) => onFrontChannel(path)(origins)),
  methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  presentError: presentAsJson,
  respond: (exchange) => new Response(null, { status: 404, headers: entraHeaders(exchange) }),
};
