import { applyFault } from "../control/apply-fault.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { redactUrl } from "../trace/redact-url.ts";
import { acceptedMethods, preflightResponse, shareAcrossOrigins } from "./cors.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";

/** Runs one endpoint: its answer or its refusal, with cookies and CORS headers, and one line in the trace. */
export async function answerExchange(endpoint: Endpoint, exchange: Exchange): Promise<Response> {
  const { cors, methods } = endpoint;
  const isPreflight = cors !== undefined && exchange.request.method === "OPTIONS";
  const response = isPreflight ? preflightResponse(exchange.request) : await respond(endpoint, exchange);
  if (cors) shareAcrossOrigins(response, exchange, cors, acceptedMethods(methods, cors));
  for (const cookie of exchange.cookies) response.headers.append("Set-Cookie", cookie);
  record(endpoint, exchange, response.status);
  return response;
}

async function respond(endpoint: Endpoint, exchange: Exchange): Promise<Response> {
  const refused = await applyFault(endpoint, exchange);
  if (refused) return refused;
  try {
    assertMethod(endpoint, exchange.request.method);
    return await endpoint.respond(exchange);
  } catch (error) {
    return endpoint.presentError(exchange, error);
  }
}

function assertMethod({ methods, cors }: Endpoint, method: string): void {
  if (!methods.some((accepted) => accepted === method)) {
    throw aadsts.methodNotAccepted(acceptedMethods(methods, cors), method);
  }
}

function record(endpoint: Endpoint, exchange: Exchange, status: number): void {
  const { state, at, request, url, traceId, correlationId, observed } = exchange;
  state.trace.record({
    at: at.toISOString(),
    method: request.method,
    url: redactUrl(url),
    endpoint: endpoint.name,
    ...observed,
    status,
    requestId: traceId,
    correlationId,
  });
}
