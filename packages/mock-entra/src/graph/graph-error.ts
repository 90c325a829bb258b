import { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { graphHeaders } from "./graph-headers.ts";

/** A refusal in Microsoft Graph's format. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: number;
  readonly code: string;
  /** Additional parts of a 401's challenge. */
  readonly challenge: string | undefined;

  constructor(status: number, code: string, message: string, challenge?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.challenge = challenge;
  }
}

export function invalidToken(message: string): GraphError {
  return new GraphError(401, "InvalidAuthenticationToken", message);
}

/** The address names an object that does not exist. */
export function resourceMissing(name: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function methodNotAllowed(): GraphError {
  return new GraphError(405, "BadRequest", "Specified HTTP method is not allowed for the request target.");
}

/** @see https://learn.microsoft.com/graph/errors */
export function presentAsGraph(exchange: Exchange, error: unknown): Response {
  const refusal = error instanceof EntraError ? methodNotAllowed() : error;
  if (!(refusal instanceof GraphError)) throw error;
  exchange.observed.error = refusal.code;
  const body = {
    error: {
      code: refusal.code,
      message: refusal.message,
      innerError: {
        date: exchange.at.toISOString().slice(0, 19),
        "request-id": exchange.traceId,
        "client-request-id": exchange.correlationId,
      },
    },
  };
  return Response.json(body, {
    status: refusal.status,
    headers: {
      ...graphHeaders(exchange),
      ...(refusal.status === 401 ? challengeHeader(exchange, refusal) : {}),
    },
  });
}

/** RFC 6750 §3, in Graph's form: where to sign in, and for which resource. */
function challengeHeader({ origins }: Exchange, { challenge: reason }: GraphError): Record<string, string> {
  return {
    "WWW-Authenticate": [
      `Bearer realm=""`,
      `authorization_uri="${origins.frontChannel}/common/oauth2/authorize"`,
      `client_id="00000003-0000-0000-c000-000000000000"`,
      ...(reason === undefined ? [] : [reason]),
    ].join(", "),
  };
}
