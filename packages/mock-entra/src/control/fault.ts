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

/** Something that goes wrong at an endpoint although the request was right. */
export interface Fault {
  /** The endpoint's name in the trace, such as `token` or `graph-me`. */
  endpoint: string;
  /**
   * HTTP status, 400 to 599. Alone it comes in Graph's error shape at Graph's endpoints; at Entra's without an error body,
   * as from a gateway in front of the service, but for 429, which is AADSTS90055.
   */
  status?: number;
  /** An error number of Entra's, with its status, its body or page. 90033 is its "transient error", with status 503. */
  aadsts?: number;
  /** OAuth `error` of an `aadsts` that the mock does not know by itself. */
  oauthError?: string;
  /** Graph's error code, such as `serviceNotAvailable`; only at Graph's endpoints. */
  graphError?: string;
  /** In place of the error's usual text. */
  message?: string;
  /**
   * Sends Retry-After, with status 429 unless another one is given. A 429 punishes impatience, as the real service
   * does: a request before that time has passed is refused again, and the wait starts anew.
   * @see https://learn.microsoft.com/graph/throttling
   */
  retryAfterSeconds?: number;
  /** Waits in real time before the answer; without an error, the request is then answered as usual. */
  latencySeconds?: number;
  /** How often it happens; always, when left out. Refusals of impatient requests do not count. */
  times?: number;
}

/** As `list` tells it. */
export interface FaultInForce extends Fault {
  id: number;
}

/** A fault that was put in. */
export interface FaultHandle {
  /** As `fault` in the trace. */
  id: number;
  /** Ends it, and whatever it is holding up. */
  remove(): void;
}

export interface Faults {
  /** @throws InvalidInputError for an unknown endpoint, or an error that does not belong there */
  add(fault: Fault): FaultHandle;
  /** Those in force, oldest first. The oldest that concerns an endpoint is the one that happens. */
  list(): FaultInForce[];
  /** @returns false when there is none with this id */
  remove(id: number): boolean;
  clear(): void;
}
