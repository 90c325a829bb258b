import { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";

/** A refusal of the workload's host, before it calls Entra. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * App Service's own format, also for Entra's refusals, which App Service forwards (their status is
 * unconfirmed).
 */
export function presentAsIdentityHost(exchange: Exchange, error: unknown): Response {
  if (error instanceof EntraError) {
    exchange.observed.error = error.details.code;
    return refusal(exchange, 400, `AADSTS${error.details.code}: ${error.message}`);
  }
  if (!(error instanceof IdentityError)) throw error;
  exchange.observed.error = `IdentityError${error.status}`;
  return refusal(exchange, error.status, error.message);
}

function refusal({ correlationId }: Exchange, statusCode: number, message: string): Response {
  return Response.json({ statusCode, message, correlationId }, { status: statusCode });
}
