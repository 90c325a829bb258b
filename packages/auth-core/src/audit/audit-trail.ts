import type { AuditSink, TimedAuditEvent } from "./audit-log.ts";

/** The latest events, in memory: for a look at what is going on. What has to be kept belongs into the log. */
export interface AuditTrail {
  record: AuditSink;
  /** The newest first. */
  recent(): readonly TimedAuditEvent[];
  /** Calls back for every event from now on, until the returned function is called. */
  subscribe(listener: AuditSink): () => void;
}

/**
 * @param size how many events are kept; the oldest make room.
 *
 * @example
 * ```ts
 * const trail = createAuditTrail(100);
 * ```
 */
export function createAuditTrail(size = 1_000): AuditTrail {
  const events: TimedAuditEvent[] = [];
  const listeners = new Set<AuditSink>();
  return {
    record: (event) => {
      events.push(event);
      if (events.length > size) events.shift();
      for (const listener of listeners) listener(event);
    },
    recent: () => events.toReversed(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
