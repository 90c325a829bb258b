import { randomUUID } from "node:crypto";
import type { Fingerprint } from "./fingerprints.ts";

/** One exchange, safe to show: no password, secret, code, verifier, cookie or token is ever in it. */
export interface TraceEvent {
  id: number;
  /** ISO 8601, by the mock's clock. */
  at: string;
  method: string;
  /** Values of query parameters that could be secret read `REDACTED`. */
  url: string;
  /** The endpoint's name, such as `token` or `graph-me`. */
  endpoint: string;
  /** The fields of a form that was posted. Values that could be secret read `REDACTED`. */
  parameters: Readonly<Record<string, string>>;
  /** OAuth `grant_type`, at the token endpoint. */
  grantType: string | null;
  clientId: string | null;
  /** User principal name. */
  user: string | null;
  status: number;
  /** AADSTS number, or Graph's error code. */
  error: number | string | null;
  /** `x-ms-request-id` of the answer, Graph's `request-id`: its own for each exchange. */
  requestId: string;
  /** Shared by the exchanges of one sign-in. */
  correlationId: string;
  /** The id of the fault that befell it; `null` for none. */
  fault: number | null;
  /** The decoded payload of the access token that came with a Graph request, once it was verified. */
  presented: Readonly<Record<string, unknown>> | null;
  issued: IssuedToken[];
  /** From when the request was here to when its answer was ready. */
  durationMs: number;
  /** Values that could be secret read `REDACTED`. */
  requestHeaders: Readonly<Record<string, string>>;
  answerHeaders: Readonly<Record<string, string>>;
  /** JSON, secrets in it read `REDACTED`; `null` for a page, and for an answer without a body. */
  answerBody: string | null;
  fingerprints: readonly Fingerprint[];
}

/** The decoded payload of a token that was handed out; never the token. */
export interface IssuedToken {
  kind: "id_token" | "access_token";
  claims: Readonly<Record<string, unknown>>;
}

export interface Trace {
  /** Oldest first; the last 1000. */
  entries(): readonly TraceEvent[];
  /** Calls back after every exchange, until the returned function is called. Survives `reset`. */
  subscribe(listener: (event: TraceEvent) => void): () => void;
  record(event: Omit<TraceEvent, "id">): void;
  clear(): void;
  /** Another one for each trace: after a restart, ids begin anew. */
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
