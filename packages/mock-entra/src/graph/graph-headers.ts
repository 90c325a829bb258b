import type { Exchange } from "../http/exchange.ts";

/** The headers of every answer of Graph. Microsoft's support asks for the first two. */
export function graphHeaders(exchange: Exchange): Record<string, string> {
  return {
    "Cache-Control": "no-cache",
    "request-id": exchange.traceId,
    "client-request-id": exchange.correlationId,
    "x-ms-ags-diagnostic": JSON.stringify({
      ServerInfo: { DataCenter: "Mock", Slice: "E", Ring: "0", ScaleUnit: "000", RoleInstance: "MOCK" },
    }),
  };
}

export function graphJson(exchange: Exchange, body: unknown, status = 200): Response {
  return Response.json(body, {
    status,
    headers: {
      ...graphHeaders(exchange),
      "Content-Type":
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    },
  });
}

/** Success without content. */
export function graphNoContent(exchange: Exchange): Response {
  return new Response(null, { status: 204, headers: graphHeaders(exchange) });
}
