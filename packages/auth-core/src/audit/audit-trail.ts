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
 * together, push out only their own events.
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

/** Whose event it is: a user's, or an unknown caller's. */
function whose({ user = "" }: TimedAuditEvent): string {
  return user;
}

/**
 * Events by whose they are, the oldest first. Whose pile is the largest is known at any time: this runs within each request, and a
 * look at all piles took a tenth of a protected call.
 */
function createPiles() {
  const piles = new Map<string, TimedAuditEvent[]>();
  /** At index n: who has n events. The last one is never empty. */
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
