import { randomUUID } from "node:crypto";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";
import { isGuid } from "../trace/redact-url.ts";
import type { TraceEvent } from "../trace/trace.ts";

/** The data that an endpoint collects for the trace. */
type Observation = Pick<
  TraceEvent,
  | "clientId"
  | "user"
  | "error"
  | "grantType"
  | "parameters"
  | "presented"
  | "issued"
  | "fault"
  | "fingerprints"
>;

/** Data that a `Request` does not have. */
export interface Caller {
  isOnThisMachine: boolean;
  /** Aborted when the caller has disconnected, if the request itself has no such signal. */
  hungUp?: () => AbortSignal;
}

/** One request, with everything that an endpoint may use. */
export interface Exchange {
  request: Request;
  url: URL;
  /** The `{tenant}` of the path, decoded; `common` if there is none. */
  tenantSegment: string;
  origins: Origins;
  state: MockState;
  caller: Caller;
  /** The same time for the whole answer. */
  at: Date;
  /** Milliseconds of a monotonic clock. */
  began: number;
  /** `x-ms-request-id`. */
  traceId: string;
  /** The caller's `client-request-id`, else a new one. */
  correlationId: string;
  observed: Observation;
  /** `Set-Cookie` values of the answer. */
  cookies: string[];
}

export function createExchange(
  request: Request,
  tenantSegment: string,
  origins: Origins,
  state: MockState,
  caller: Caller,
): Exchange {
  const url = new URL(request.url);
  return {
    request,
    url,
    tenantSegment,
    origins,
    state,
    caller,
    at: state.clock.now(),
    began: performance.now(),
    traceId: randomUUID(),
    correlationId: correlationIdOf(request.headers, url) ?? randomUUID(),
    observed: {
      clientId: null,
      user: null,
      error: null,
      grantType: null,
      parameters: {},
      presented: null,
      issued: [],
      fault: null,
      fingerprints: [],
    },
    cookies: [],
  };
}

/**
 * MSAL sends it in the query, other clients in a header. A value that is not a GUID is ignored, because pages
 * and logs repeat it.
 */
function correlationIdOf(headers: Headers, url: URL): string | undefined {
  const sent = headers.get("client-request-id") ?? url.searchParams.get("client-request-id");
  return sent !== null && isGuid(sent) ? sent : undefined;
}

/** `exchange.at` in seconds since 1970. */
export function secondsOf(exchange: Exchange): number {
  return Math.floor(exchange.at.getTime() / 1000);
}
