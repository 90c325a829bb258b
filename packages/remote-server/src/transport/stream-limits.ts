import type { Response } from "express";

/** How much one user, and all users together, may keep open. */
export interface StreamLimits {
  /** Open streams of one user, with all clients. */
  perUser: number;
  /** Open streams of one client of a user: one client must not use its user's whole limit. */
  perClient: number;
  /** Open streams in this process. */
  total: number;
  /** Calls at the same time on one stream. */
  callsPerStream: number;
  /** Requests of one user to /mcp at the same time. A request counts until its answer is read completely. */
  requestsPerUser: number;
  /** The same for one client of a user. */
  requestsPerClient: number;
  /** Bytes that were sent to a stream's client and that it has not read. */
  unreadBytes: number;
  /** How often every stream is checked: does its session still exist, does its client? */
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

/** Refuses for now. @param retryAfterSeconds when another try may succeed. */
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
  /** 429: the caller is above its limit; 503: all callers together are. */
  status: 429 | 503;
  description: string;
  retryAfterSeconds: number;
}
