import type { AuditSink, TimedAuditEvent } from "./audit-log.ts";

/** The latest events, in memory, to see what happens now. To keep events, use the log. */
export interface AuditTrail {
  record: AuditSink;
  /** The newest first. */
  recent(): readonly TimedAuditEvent[];
  /** Calls back for every event from now on, until the returned function is called. */
  subscribe(listener: AuditSink): () => void;
}

/**
 * @param size how many events are kept. If there are more, the user with the most events loses the oldest
 * one. All unknown callers together count as one user. So a user who causes many events displaces only their
 * own.
 *
 * @example
 * ```ts
 * const trail = createAuditTrail(100);
 * ```
 */
export function createAuditTrail(size = 1_000): AuditTrail {
  const events = new Set<TimedAuditEvent>();
  const piles = createPiles();
  const listeners = new Set<AuditSink>();
  const makeRoom = (): void => {
    const gone = piles.takeOldestOfMost();
    if (gone !== undefined) events.delete(gone);
  };
  return {
    record: (event) => {
      events.add(event);
      piles.add(event);
      if (events.size > size) makeRoom();
      for (const listener of listeners) listener(event);
    },
    recent: () => [...events].toReversed(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The owner of an event: a user, or all unknown callers. */
function whose({ user = "" }: TimedAuditEvent): string {
  return user;
}

/**
 * Events by owner, the oldest first. The owner with the most events is always known: this runs in each
 * request, and to search all owners took a tenth of the time of a protected call.
 */
function createPiles() {
  const piles = new Map<string, TimedAuditEvent[]>();
  /** At index n: the owners with n events. The last entry is never empty. */
  const owners: Set<string>[] = [];
  const move = (owner: string, from: number, to: number): void => {
    owners[from]?.delete(owner);
    if (to > 0) (owners[to] ??= new Set()).add(owner);
    else piles.delete(owner);
    while (owners.at(-1)?.size === 0) owners.pop();
  };
  return {
    add: (event: TimedAuditEvent): void => {
      const owner = whose(event);
      const pile = piles.get(owner) ?? [];
      piles.set(owner, pile);
      move(owner, pile.length, pile.push(event));
    },
    takeOldestOfMost: (): TimedAuditEvent | undefined => {
      const [owner = ""] = owners.at(-1) ?? [];
      const pile = piles.get(owner) ?? [];
      move(owner, pile.length, pile.length - 1);
      return pile.shift();
    },
  };
}
