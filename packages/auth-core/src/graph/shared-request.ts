import { GraphRequestError } from "../errors/errors.ts";

/** One request to Graph that any number of callers wait for. */
export interface SharedRequest<Result> {
  /**
   * @param signal ends this caller's waiting, and nobody else's. When nobody waits any more, the request ends as well.
   * @throws as the request does, to everybody who waits.
   */
  join(signal: AbortSignal): Promise<Result>;
}

/** @param onEnd called when it has failed, or was given up: from then on, nobody may join. */
export function shareRequest<Result>(
  send: (signal: AbortSignal) => Promise<Result>,
  onEnd: () => void,
): SharedRequest<Result> {
  // Not the first caller's own signal: when that one leaves, the others would be left without an answer.
  const controller = new AbortController();
  const answer = send(controller.signal);
  answer.catch(onEnd);
  let waiting = 0;
  return {
    join: async (signal) => {
      const left = whenLeaving(signal);
      waiting += 1;
      try {
        return await Promise.race([answer, left.promise]);
      } finally {
        left.stop();
        waiting -= 1;
        if (waiting === 0 && signal.aborted) {
          // First nobody joins it, then it ends: whoever comes in between would get the failure of a call that was given up.
          onEnd();
          controller.abort();
        }
      }
    },
  };
}

/** Rejects when this caller leaves. */
function whenLeaving(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void =>
    reject(new GraphRequestError(0, "The call ended before Microsoft Graph had answered. Try again."));
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  return { promise, stop: () => signal.removeEventListener("abort", leave) };
}
