import { coalesceRequest, createCoalescedRequests } from "@mcp-entra/auth-core";
import { expect, test } from "vitest";

test("one request for all who ask at the same moment", async () => {
  let sent = 0;
  const load = async () => `answer ${(sent += 1)}`;
  // #region createCoalescedRequests
  const requests = createCoalescedRequests<string>();
  const answers = await Promise.all([
    requests.join("ada", async () => load()),
    requests.join("ada", async () => load()), // waits for the first
  ]);
  expect(answers).toEqual(["answer 1", "answer 1"]);
  // #endregion
});

test("one request whose callers may leave", async () => {
  const patience = new AbortController();
  const load = async (signal: AbortSignal) => {
    const answer = Promise.withResolvers<string>();
    signal.addEventListener("abort", () => answer.reject(signal.reason));
    return answer.promise;
  };
  // #region coalesceRequest
  const request = coalesceRequest(load, {
    onEnd: () => undefined, // forget the request, so that no caller joins it any more
    whyLeft: () => new Error("The call ended before the answer came."),
  });
  const waiting = request.join(patience.signal);
  patience.abort(); // the only caller leaves: `load` is told to end as well
  await expect(waiting).rejects.toThrow("The call ended");
  // #endregion
});
