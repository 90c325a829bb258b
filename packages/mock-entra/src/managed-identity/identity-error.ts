import { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";

/** A refusal by the host that the workload runs on, before Entra is asked. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** App Service's own shape, for Entra's refusals too (which App Service passes on; their status is unconfirmed). */
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
