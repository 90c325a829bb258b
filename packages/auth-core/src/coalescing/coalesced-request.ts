/** One request that any number of callers wait for. */
export interface CoalescedRequest<Result> {
  /**
   * @param signal ends only the waiting of this caller. When no caller waits any more, the request ends as
   * well.
   * @throws the error of the request, for all callers that wait.
   */
  join(signal?: AbortSignal): Promise<Result>;
}

export interface CoalescedRequestOptions {
  /** Called when the request has failed or was cancelled: after that, no caller may join. */
  onEnd: () => void;
  /** The error for a caller that leaves before the answer. */
  whyLeft: () => Error;
}

/**
 * Sends a request immediately, for all callers that join it. @param send gets a signal, which is aborted when
 * no caller waits any more.
 *
 * @example
 * ```ts
 * const request = coalesceRequest(load, {
 *   onEnd: () => undefined, // forget the request, so that no caller joins it any more
 *   whyLeft: () => new Error("The call ended before the answer came."),
 * });
 * const waiting = request.join(patience.signal);
 * patience.abort(); // the only caller leaves: `load` is told to end as well
 * await expect(waiting).rejects.toThrow("The call ended");
 * ```
 */
export function coalesceRequest<Result>(
  send: (signal: AbortSignal) => Promise<Result>,
  { onEnd, whyLeft }: CoalescedRequestOptions,
): CoalescedRequest<Result> {
  // Not the first caller's own signal: if that caller leaves, the others would get no answer.
  const controller = new AbortController();
  const answer = send(controller.signal);
  answer.catch(onEnd);
  let waiting = 0;
  return {
    join: async (signal) => {
      waiting += 1;
      // A caller without a signal waits until the end.
      if (signal === undefined) return answer;
      const left = whenLeaving(signal, whyLeft);
      try {
        return await Promise.race([answer, left.promise]);
      } finally {
        left.stop();
        waiting -= 1;
        if (waiting === 0 && signal.aborted) {
          // First it accepts no more callers, then it ends: a caller in between would get the error of a
          // cancelled call.
          onEnd();
          controller.abort(whyLeft());
        }
      }
    },
  };
}

/** Rejects when this caller leaves. */
function whenLeaving(
  signal: AbortSignal,
  whyLeft: () => Error,
): { promise: Promise<never>; stop: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(whyLeft());
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  return { promise, stop: () => signal.removeEventListener("abort", leave) };
}
