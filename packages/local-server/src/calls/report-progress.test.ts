import { describe, expect, it } from "vitest";
import { createProgressReport } from "./report-progress.ts";

/** The parts of the SDK's context for a tool that this code uses. */
function createContext(progressToken: string | undefined) {
  const sent: unknown[] = [];
  const caller = new AbortController();
  const context = {
    mcpReq: {
      signal: caller.signal,
      _meta: progressToken === undefined ? undefined : { progressToken },
      notify: async (notification: unknown) => void sent.push(notification),
    },
  } as unknown as Parameters<typeof createProgressReport>[0];
  return { report: createProgressReport(context), sent, caller };
}

describe("a tool call's progress", () => {
  it("grows with each notification, under the token that the client has given", async () => {
    const { report, sent } = createContext("token");
    await report("first");
    await report("second");
    expect(sent).toEqual([
      { method: "notifications/progress", params: { progressToken: "token", progress: 1, message: "first" } },
      {
        method: "notifications/progress",
        params: { progressToken: "token", progress: 2, message: "second" },
      },
    ]);
  });

  it("is not reported to a client that has not asked for it", async () => {
    const { report, sent } = createContext(undefined);
    await report("unheard");
    expect(sent).toEqual([]);
  });

  it("is not reported once the call is cancelled, though its sign-in may go on for others", async () => {
    const { report, sent, caller } = createContext("token");
    caller.abort();
    await report("too late");
    expect(sent).toEqual([]);
  });
});
