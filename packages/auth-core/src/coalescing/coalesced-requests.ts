/** Requests by key. Those that come while one with the same key is under way get its answer, or its failure. */
export interface CoalescedRequests<Result> {
  /** @param send is called when none with this key is under way. */
  join(key: string, send: () => Promise<Result>): Promise<Result>;
  /** How many are under way. */
  count(): number;
}

/**
 * For callers that do not leave early; see `coalesceRequest` for those that do.
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
