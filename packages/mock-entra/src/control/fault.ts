import { z } from "zod";

function name(pattern: RegExp) {
  return z.exactOptional(z.string().regex(pattern));
}

export const faultSchema = z
  .strictObject({
    endpoint: z.string(),
    status: z.exactOptional(z.int().min(400).max(599)),
    aadsts: z.exactOptional(z.int().positive()),
    oauthError: name(/^[a-z_]+$/u),
    graphError: name(/^\w+$/u),
    message: z.exactOptional(z.string().min(1)),
    retryAfterSeconds: z.exactOptional(z.int().min(1).max(3600)),
    latencySeconds: z.exactOptional(z.number().positive().max(600)),
    times: z.exactOptional(z.int().positive()),
  })
  .refine(
    ({ status, aadsts, graphError, retryAfterSeconds, latencySeconds }) =>
      [status, aadsts, graphError, retryAfterSeconds, latencySeconds].some((part) => part !== undefined),
    "expected at least one of status, aadsts, graphError, retryAfterSeconds, latencySeconds.",
  );

/** A failure of an endpoint for a valid request. */
export interface Fault {
  /** The endpoint's name in the trace, such as `token` or `graph-me`. */
  endpoint: string;
  /**
   * HTTP status, 400 to 599. Without other fields, Graph's endpoints send it in Graph's error format. Entra's
   * endpoints send it without an error body, like a gateway in front of the service, except for 429, which is
   * AADSTS90055.
   */
  status?: number;
  /**
   * An error number of Entra, with its status, its body or page. 90033 is Entra's "transient error", with
   * status 503.
   */
  aadsts?: number;
  /** OAuth `error` for an `aadsts` that the mock does not know. */
  oauthError?: string;
  /** Graph's error code, such as `serviceNotAvailable`; only at Graph's endpoints. */
  graphError?: string;
  /** Replaces the error's usual text. */
  message?: string;
  /**
   * Sends Retry-After, by default with status 429. As in the real service, a request before that time is
   * refused again, and the waiting time starts again.
   * @see https://learn.microsoft.com/graph/throttling
   */
  retryAfterSeconds?: number;
  /** Waits in real time before the answer. Without an error, the usual answer follows. */
  latencySeconds?: number;
  /** How often it happens; by default, always. Refusals of early requests do not count. */
  times?: number;
}

/** The form in which `list` returns it. */
export interface FaultInForce extends Fault {
  id: number;
}

/** An added fault. */
export interface FaultHandle {
  /** As `fault` in the trace. */
  id: number;
  /** Ends the fault, and the waiting of delayed requests. */
  remove(): void;
}

export interface Faults {
  /** @throws InvalidInputError for an unknown endpoint, or an error that does not belong there */
  add(fault: Fault): FaultHandle;
  /** The active faults, oldest first. For each endpoint, the oldest one is applied. */
  list(): FaultInForce[];
  /** @returns false if there is none with this id */
  remove(id: number): boolean;
  clear(): void;
}
