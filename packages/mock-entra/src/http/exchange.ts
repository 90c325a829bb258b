import { randomUUID } from "node:crypto";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";
import { isGuid } from "../trace/redact-url.ts";
import type { TraceEvent } from "../trace/trace.ts";

/** What an endpoint learns while it answers, for the trace. */
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

/** What a `Request` does not tell. */
export interface Caller {
  isOnThisMachine: boolean;
  /** Aborted once the caller is gone, where the request itself does not tell. */
  hungUp?: () => AbortSignal;
}

/** One request on its way to an answer, with everything that an endpoint may depend on. */
export interface Exchange {
  request: Request;
  url: URL;
  /** The `{tenant}` of the path, decoded; `common` where there is none. */
  tenantSegment: string;
  origins: Origins;
  state: MockState;
  caller: Caller;
  /** One instant for the whole answer. */
  at: Date;
  /** Milliseconds, by a clock that nobody moves. */
  began: number;
  /** `x-ms-request-id`. */
  traceId: string;
  /** The caller's `client-request-id`, else a new one. */
  correlationId: string;
  observed: Observation;
  /** `Set-Cookie` values that the answer will carry. */
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

/** MSAL sends it in the query, other clients in a header. Anything but a GUID is dropped: it is echoed into pages and logs. */
function correlationIdOf(headers: Headers, url: URL): string | undefined {
  const sent = headers.get("client-request-id") ?? url.searchParams.get("client-request-id");
  return sent !== null && isGuid(sent) ? sent : undefined;
}

/** `exchange.at` in seconds since 1970. */
export function secondsOf(exchange: Exchange): number {
  return Math.floor(exchange.at.getTime() / 1000);
}
