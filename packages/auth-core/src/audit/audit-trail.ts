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
 * @param size how many events are kept. Of whom there are most, the oldest makes room: one who makes many, and strangers all
 * together, push out their own events and nobody else's.
 *
 * @example
 * ```ts
 * const trail = createAuditTrail(100);
 * ```
 */
export function createAuditTrail(size = 1_000): AuditTrail {
  const events: TimedAuditEvent[] = [];
  const counts = new Map<string, number>();
  const listeners = new Set<AuditSink>();
  const count = (event: TimedAuditEvent, change: 1 | -1): void => {
    const of = whose(event);
    const total = (counts.get(of) ?? 0) + change;
    if (total === 0) counts.delete(of);
    else counts.set(of, total);
  };
  const makeRoom = (): void => {
    const most = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one))[0];
    const [gone] = events.splice(
      events.findIndex((event) => whose(event) === most),
      1,
    );
    if (gone !== undefined) count(gone, -1);
  };
  return {
    record: (event) => {
      events.push(event);
      count(event, 1);
      if (events.length > size) makeRoom();
      for (const listener of listeners) listener(event);
    },
    recent: () => events.toReversed(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Whose event it is: a user's, or of nobody that anything is known about. */
function whose({ user = "" }: TimedAuditEvent): string {
  return user;
}
