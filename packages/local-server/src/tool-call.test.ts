import { describe, expect, it } from "vitest";
import { toToolCall } from "./tool-call.ts";

/** What the SDK hands to a tool, as far as it is looked at. */
function createExtra(progressToken: string | undefined) {
  const sent: unknown[] = [];
  const caller = new AbortController();
  const extra = {
    signal: caller.signal,
    _meta: progressToken === undefined ? undefined : { progressToken },
    sendNotification: async (notification: unknown) => void sent.push(notification),
  } as unknown as Parameters<typeof toToolCall>[0];
  return { call: toToolCall(extra), sent, caller };
}

describe("a tool call's progress", () => {
  it("grows with each notification, under the token that the client has given", async () => {
    const { call, sent } = createExtra("token");
    await call.reportProgress?.("first");
    await call.reportProgress?.("second");
    expect(sent).toEqual([
      { method: "notifications/progress", params: { progressToken: "token", progress: 1, message: "first" } },
      {
        method: "notifications/progress",
        params: { progressToken: "token", progress: 2, message: "second" },
      },
    ]);
  });

  it("is not reported to a client that has not asked for it", () => {
    expect(createExtra(undefined).call.reportProgress).toBeUndefined();
  });

  it("is not reported once the call is cancelled, though its sign-in may go on for others", async () => {
    const { call, sent, caller } = createExtra("token");
    caller.abort();
    await call.reportProgress?.("too late");
    expect(sent).toEqual([]);
  });
});
