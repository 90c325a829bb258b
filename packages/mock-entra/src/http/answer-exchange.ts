import { applyFault } from "../control/apply-fault.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { fingerprintsOf } from "../trace/fingerprints.ts";
import { redactBody } from "../trace/redact-body.ts";
import { redactHeaders } from "../trace/redact-headers.ts";
import { redactUrl } from "../trace/redact-url.ts";
import { bearerToken } from "./bearer-token.ts";
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
  return recorded(endpoint, exchange, response);
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

/** @returns the answer, which is read for the trace. */
async function recorded(endpoint: Endpoint, exchange: Exchange, response: Response): Promise<Response> {
  const { state, at, began, request, url, traceId, correlationId, observed } = exchange;
  const json = await jsonOf(response);
  const fields: unknown = json === undefined ? null : JSON.parse(json);
  state.trace.record({
    at: at.toISOString(),
    method: request.method,
    url: redactUrl(url),
    endpoint: endpoint.name,
    ...observed,
    status: response.status,
    requestId: traceId,
    correlationId,
    durationMs: Math.round((performance.now() - began) * 100) / 100,
    requestHeaders: redactHeaders(request.headers),
    answerHeaders: redactHeaders(response.headers),
    answerBody: json === undefined ? null : redactBody(json, fields),
    fingerprints: [
      ...fingerprintsOf("request", [...url.searchParams, ...bearerOf(request)]),
      ...observed.fingerprints,
      ...fingerprintsOf("answer", fieldsOf(response, fields)),
    ],
  });
  return json === undefined ? response : new Response(json, response);
}

async function jsonOf(response: Response): Promise<string | undefined> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return isJson && response.body !== null ? response.text() : undefined;
}

function bearerOf(request: Request): [string, string][] {
  const token = bearerToken(request);
  return token === undefined ? [] : [["access_token", token]];
}

/** The parameters of a redirect, or the fields of JSON. */
function fieldsOf(response: Response, json: unknown): Iterable<readonly [string, unknown]> {
  const location = URL.parse(response.headers.get("location") ?? "");
  if (location !== null) return location.searchParams;
  return typeof json === "object" && json !== null ? Object.entries(json) : [];
}
