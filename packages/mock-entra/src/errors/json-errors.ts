import { jsonResponse } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { errorBody } from "./describe-error.ts";
import { EntraError } from "./entra-error.ts";

/** A refusal in the format of the token and device code endpoints. */
export function presentAsJson(exchange: Exchange, error: unknown): Response {
  if (!(error instanceof EntraError)) throw error;
  exchange.observed.error = error.details.code;
  return jsonResponse(exchange, errorBody(error, exchange), error.details.status);
}
