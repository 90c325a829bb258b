/** One request that any number of callers wait for. */
export interface CoalescedRequest<Result> {
  /**
   * @param signal ends only this caller's waiting. When no caller waits any more, the request ends as well.
   * @throws as the request does, to everybody who waits.
   */
  join(signal?: AbortSignal): Promise<Result>;
}

export interface CoalescedRequestOptions {
  /** Called when the request has failed, or was given up: from then on, no caller may join. */
  onEnd: () => void;
  /** What a caller gets who leaves before the answer is there. */
  whyLeft: () => Error;
}

/**
 * Sends a request at once, for all who join it. @param send is told by its signal when no caller waits any more.
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
  // Not the first caller's own signal: when that one leaves, the others would be left without an answer.
  const controller = new AbortController();
  const answer = send(controller.signal);
  answer.catch(onEnd);
  let waiting = 0;
  return {
    join: async (signal) => {
      waiting += 1;
      // A caller without a signal stays to the end.
      if (signal === undefined) return answer;
      const left = whenLeaving(signal, whyLeft);
      try {
        return await Promise.race([answer, left.promise]);
      } finally {
        left.stop();
        waiting -= 1;
        if (waiting === 0 && signal.aborted) {
          // First it takes no more callers, then it ends: a caller in between would get the failure of a call that was given up.
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
