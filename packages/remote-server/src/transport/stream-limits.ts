import type { Response } from "express";

/** How much one user, and everybody together, may keep open here. */
export interface StreamLimits {
  /** Open streams of one user, over all clients. */
  perUser: number;
  /** Open streams of one client of a user: none of them can occupy all that its user may have. */
  perClient: number;
  /** Open streams in this process. */
  total: number;
  /** Calls under way on one stream. */
  callsPerStream: number;
  /** Requests to /mcp under way of one user; one that is not read to its end counts until it is. */
  requestsPerUser: number;
  /** The same of one client of a user. */
  requestsPerClient: number;
  /** Bytes that a stream's client has been sent and has not read. */
  unreadBytes: number;
  /** How often every stream is looked at: is its session still there, is its client? */
  checkSeconds: number;
}

export const defaultStreamLimits: StreamLimits = {
  perUser: 20,
  perClient: 10,
  total: 1_000,
  callsPerStream: 20,
  requestsPerUser: 64,
  requestsPerClient: 32,
  unreadBytes: 64 * 1_024,
  checkSeconds: 15,
};

/** Says no for now. @param retryAfterSeconds when it may be worth another try. */
export function sendBusy(response: Response, { status, description, retryAfterSeconds }: Busy): void {
  response
    .status(status)
    .set("Retry-After", String(retryAfterSeconds))
    .json({
      error: status === 429 ? "too_many_requests" : "temporarily_unavailable",
      error_description: description,
    });
}

export interface Busy {
  /** 429: the caller's own doing; 503: everybody's. */
  status: 429 | 503;
  description: string;
  retryAfterSeconds: number;
}
