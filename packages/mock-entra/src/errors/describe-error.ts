import type { Exchange } from "../http/exchange.ts";
import type { EntraError } from "./entra-error.ts";

/** Entra's own time format: `2024-05-01 10:00:00Z`. */
function timestampOf(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** `AADSTS50058: …` with the ids that Microsoft's support needs, separated by spaces. */
export function describeError(error: EntraError, exchange: Exchange): string {
  return [
    `AADSTS${error.details.code}: ${error.message}`,
    `Trace ID: ${exchange.traceId}`,
    `Correlation ID: ${exchange.correlationId}`,
    `Timestamp: ${timestampOf(exchange.at)}`,
  ].join(" ");
}

export function errorUri(error: EntraError, exchange: Exchange): string {
  return `${exchange.origins.frontChannel}/error?code=${error.details.code}`;
}

/** The JSON body of an error at the token and device code endpoints. */
export function errorBody(error: EntraError, exchange: Exchange) {
  return {
    error: error.details.error,
    error_description: describeError(error, exchange),
    error_codes: [error.details.code],
    timestamp: timestampOf(exchange.at),
    trace_id: exchange.traceId,
    correlation_id: exchange.correlationId,
    error_uri: errorUri(error, exchange),
    ...(error.details.suberror === undefined ? {} : { suberror: error.details.suberror }),
    ...(error.details.claims === undefined ? {} : { claims: error.details.claims }),
  };
}
