import { randomUUID } from "node:crypto";
import type { Fingerprint } from "./fingerprints.ts";

/**
 * One exchange that is safe to show: it never contains a password, secret, code, verifier, cookie or token.
 */
export interface TraceEvent {
  id: number;
  /** ISO 8601, by the mock's clock. */
  at: string;
  method: string;
  /** Values of query parameters that could be secret are replaced by `REDACTED`. */
  url: string;
  /** The endpoint's name, such as `token` or `graph-me`. */
  endpoint: string;
  /** The fields of a posted form. Values that could be secret are replaced by `REDACTED`. */
  parameters: Readonly<Record<string, string>>;
  /** OAuth `grant_type`, at the token endpoint. */
  grantType: string | null;
  clientId: string | null;
  /** User principal name. */
  user: string | null;
  status: number;
  /** AADSTS number, or Graph's error code. */
  error: number | string | null;
  /** `x-ms-request-id` of the answer, or Graph's `request-id`: different for each exchange. */
  requestId: string;
  /** Shared by the exchanges of one sign-in. */
  correlationId: string;
  /** The id of the fault that was applied; `null` for none. */
  fault: number | null;
  /** The decoded payload of the access token that came with a Graph request, once it was verified. */
  presented: Readonly<Record<string, unknown>> | null;
  issued: IssuedToken[];
  /** The time from the request to its answer. */
  durationMs: number;
  /** Values that could be secret are replaced by `REDACTED`. */
  requestHeaders: Readonly<Record<string, string>>;
  answerHeaders: Readonly<Record<string, string>>;
  /** JSON, with secrets replaced by `REDACTED`; `null` for a page, and for an answer without a body. */
  answerBody: string | null;
  fingerprints: readonly Fingerprint[];
}

/** The decoded payload of an issued token; never the token. */
export interface IssuedToken {
  kind: "id_token" | "access_token";
  claims: Readonly<Record<string, unknown>>;
}

export interface Trace {
  /** Oldest first; the last 1000. */
  entries(): readonly TraceEvent[];
  /**
   * Calls the listener after every exchange, until the returned function is called. `reset` does not end it.
   */
  subscribe(listener: (event: TraceEvent) => void): () => void;
  record(event: Omit<TraceEvent, "id">): void;
  clear(): void;
  /** Different for each trace: after a restart, ids begin again. */
  readonly run: string;
}

const limit = 1000;

export function createTrace(): Trace {
  const events: TraceEvent[] = [];
  const listeners = new Set<(event: TraceEvent) => void>();
  let lastId = 0;
  return {
    run: randomUUID(),
    entries: () => [...events],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    record: (details) => {
      lastId += 1;
      const event = { id: lastId, ...details };
      events.push(event);
      if (events.length > limit) events.shift();
      for (const listener of listeners) listener(event);
    },
    clear: () => {
      events.length = 0;
    },
  };
}
