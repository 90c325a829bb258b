import { STATUS_CODES } from "node:http";
import { setTimeout } from "node:timers/promises";
import { EntraError } from "../errors/entra-error.ts";
import { GraphError } from "../graph/graph-error.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { entraErrorByCode } from "./entra-error-by-code.ts";
import { speaksGraph } from "./error-dialect.ts";
import type { Fault } from "./fault.ts";
import type { ActiveFault } from "./fault-store.ts";
import { serviceErrors } from "./service-errors.ts";

/** Applies a fault to this request, if there is one. @returns the answer in place of the endpoint's answer */
export async function applyFault(endpoint: Endpoint, exchange: Exchange): Promise<Response | undefined> {
  const active = exchange.state.faults.take(endpoint.name, exchange.at.getTime());
  if (!active) return undefined;
  exchange.observed.fault = active.fault.id;
  const gone = exchange.caller.hungUp?.() ?? exchange.request.signal;
  await holdUp(gone, active);
  if (gone.aborted) return hungUp();
  const response = refusal(endpoint, exchange, active.fault);
  if (active.fault.retryAfterSeconds !== undefined) {
    response?.headers.set("Retry-After", String(active.fault.retryAfterSeconds));
  }
  return response;
}

/** Until the time is over, the caller disconnects or the fault is removed. */
async function holdUp(gone: AbortSignal, { fault, abort }: ActiveFault): Promise<void> {
  if (fault.latencySeconds === undefined) return;
  const signal = AbortSignal.any([gone, abort.signal]);
  await setTimeout(fault.latencySeconds * 1000, undefined, { signal }).catch(() => undefined);
}

/** nginx's status for a caller that has disconnected. Only the trace reads it. */
function hungUp(): Response {
  return new Response(null, { status: 499 });
}

function refusal(endpoint: Endpoint, exchange: Exchange, fault: Fault): Response | undefined {
  const status = statusOf(fault);
  if (fault.aadsts !== undefined) {
    return endpoint.presentError(exchange, entraErrorOf(fault, fault.aadsts));
  }
  if (status === undefined) return undefined;
  if (speaksGraph(endpoint)) return endpoint.presentError(exchange, graphErrorOf(fault, status));
  return status === tooManyRequests
    ? endpoint.presentError(exchange, entraErrorOf(fault, serviceErrors.throttled.details.code))
    : gatewayResponse(exchange, status, fault.message);
}

const tooManyRequests = 429;

function statusOf({ status, retryAfterSeconds, graphError }: Fault): number | undefined {
  if (status !== undefined) return status;
  if (retryAfterSeconds !== undefined) return tooManyRequests;
  return graphError === undefined ? undefined : 400;
}

function entraErrorOf({ status, oauthError, message }: Fault, code: number): EntraError {
  const known = entraErrorByCode(code);
  const { details } = known ?? { details: { code, status: 400, error: oauthError ?? "server_error" } };
  return new EntraError(
    { ...details, status: status ?? details.status, error: oauthError ?? details.error },
    message ?? known?.message ?? "An error occurred.",
  );
}

/** Graph's error codes. @see https://learn.microsoft.com/graph/errors */
const graphErrors: Record<number, { code: string; message: string }> = {
  401: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed, the token is expired." },
  403: { code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation." },
  429: { code: "TooManyRequests", message: "Please retry again later." },
  503: { code: "serviceNotAvailable", message: "The service is unavailable. Try the request again later." },
};

function graphErrorOf({ graphError, message }: Fault, status: number): GraphError {
  const usual = graphErrors[status] ?? {
    code: "generalException",
    message: "An unspecified error has occurred.",
  };
  return new GraphError(status, graphError ?? usual.code, message ?? usual.message);
}

/** Without an error of Entra: the answer of a gateway in front of the service (body unconfirmed). */
function gatewayResponse(exchange: Exchange, status: number, message?: string): Response {
  return new Response(message ?? STATUS_CODES[status] ?? "", {
    status,
    headers: { ...entraHeaders(exchange), "Content-Type": "text/plain; charset=utf-8" },
  });
}
