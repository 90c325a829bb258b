import type { Exchange } from "./exchange.ts";

/**
 * The headers of every answer of Entra, except Strict-Transport-Security: on localhost, it would force https
 * on every other server.
 */
export function entraHeaders(exchange: Exchange): Record<string, string> {
  return {
    "Cache-Control": "no-store, no-cache",
    Pragma: "no-cache",
    Expires: "-1",
    "X-Content-Type-Options": "nosniff",
    "x-ms-request-id": exchange.traceId,
    "x-ms-ests-server": "2.1.0 - MOCK ProdSlices",
    ...(wantsEcho(exchange) ? { "client-request-id": exchange.correlationId } : {}),
  };
}

function wantsEcho({ request, url }: Exchange): boolean {
  return (
    (request.headers.get("return-client-request-id") ?? url.searchParams.get("return-client-request-id")) ===
    "true"
  );
}

export function jsonResponse(exchange: Exchange, body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: entraHeaders(exchange) });
}
