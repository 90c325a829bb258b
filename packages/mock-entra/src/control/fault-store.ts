import type { Fault, FaultInForce } from "./fault.ts";

/** An active fault and its state. */
export interface ActiveFault {
  fault: FaultInForce;
  /** How often it will still happen. */
  left: number;
  /** Requests before this time are too early, in milliseconds since 1970. */
  throttledUntil: number;
  /** Ends the waiting of delayed requests. */
  abort: AbortController;
}

export interface FaultStore {
  add(fault: Fault): ActiveFault;
  remove(id: number): boolean;
  clear(): void;
  list(): ActiveFault[];
  /** The fault for a request to this endpoint now, if there is one. It is counted. */
  take(endpoint: string, now: number): ActiveFault | undefined;
}

export function createFaultStore(): FaultStore {
  const active = new Map<number, ActiveFault>();
  let lastId = 0;
  const remove = (id: number): boolean => {
    active.get(id)?.abort.abort();
    return active.delete(id);
  };
  return {
    add: (fault) => {
      lastId += 1;
      const added = {
        fault: { ...fault, id: lastId },
        left: fault.times ?? Infinity,
        throttledUntil: 0,
        abort: new AbortController(),
      };
      active.set(lastId, added);
      return added;
    },
    remove,
    clear: () => {
      for (const id of active.keys()) remove(id);
    },
    list: () => [...active.values()].filter(({ left, throttledUntil }) => left > 0 || throttledUntil > 0),
    take: (endpoint, now) => {
      for (const candidate of active.values()) {
        if (candidate.fault.endpoint === endpoint && happens(candidate, now)) return candidate;
      }
      return undefined;
    },
  };
}

/** A timer of Node counts from the beginning of the turn in which it was set, so it ends some milliseconds before its time by the clock. */
const timerToleranceMs = 100;

function happens(candidate: ActiveFault, now: number): boolean {
  const isEarly = now < candidate.throttledUntil - timerToleranceMs;
  if (!isEarly && candidate.left === 0) return false;
  if (!isEarly) candidate.left -= 1;
  // A client that tries again too early has to wait the whole time again.
  if (throttles(candidate.fault))
    candidate.throttledUntil = now + (candidate.fault.retryAfterSeconds ?? 0) * 1000;
  return true;
}

function throttles({ retryAfterSeconds, status = 429 }: Fault): boolean {
  return retryAfterSeconds !== undefined && status === 429;
}
