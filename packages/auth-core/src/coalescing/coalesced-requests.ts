/** Requests by key. If a request with the same key runs, further requests get its answer or its error. */
export interface CoalescedRequests<Result> {
  /** @param send is called if no request with this key runs. */
  join(key: string, send: () => Promise<Result>): Promise<Result>;
  /** The number of running requests. */
  count(): number;
}

/**
 * For callers that never leave early. For others, see `coalesceRequest`.
 *
 * @example
 * ```ts
 * const requests = createCoalescedRequests<string>();
 * const answers = await Promise.all([
 *   requests.join("ada", async () => load()),
 *   requests.join("ada", async () => load()), // waits for the first
 * ]);
 * expect(answers).toEqual(["answer 1", "answer 1"]);
 * ```
 */
export function createCoalescedRequests<Result>(): CoalescedRequests<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return {
    join: async (key, send) => {
      const answer = underWay.get(key) ?? send().finally(() => underWay.delete(key));
      underWay.set(key, answer);
      return answer;
    },
    count: () => underWay.size,
  };
}
