import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerInRounds } from "./answer-in-rounds.ts";
import type { ToolCall } from "./tool-call.ts";

const page = { url: "https://login.example/authorize", message: "Sign in." };
const done: CallToolResult = { content: [{ type: "text", text: "done" }] };

interface Round {
  state?: string | undefined;
  answer?: "accept" | "decline" | "cancel";
  opensPages?: boolean;
  signal?: AbortSignal;
}

/** The parts of the SDK's context for a tool that this code uses, for one round. */
function contextOf({ state, answer, opensPages = true, signal = new AbortController().signal }: Round) {
  return {
    mcpReq: {
      signal,
      envelope: { [CLIENT_CAPABILITIES_META_KEY]: opensPages ? { elicitation: { url: {} } } : {} },
      requestState: () => state,
      inputResponses: answer && { signIn: { action: answer } },
      notify: async () => undefined,
    },
  } as unknown as ServerContext;
}

/** A tool that asks for one page, and then waits until the test ends the sign-in. */
function createTool() {
  const { answerCall, close } = answerInRounds();
  const heard: string[] = [];
  const calls: ToolCall[] = [];
  const finish = Promise.withResolvers<CallToolResult>();
  const work = async (call: ToolCall): Promise<CallToolResult> => {
    calls.push(call);
    const ended = new Promise<CallToolResult>((resolve) => {
      call.signal.addEventListener("abort", () => resolve({ ...done, isError: true }));
    });
    // A later call uses the first call's sign-in.
    if (calls.length === 1) {
      call.askForPage?.(page, call.signal).then(
        (answer) => heard.push(answer),
        () => heard.push("nothing"),
      );
    }
    return Promise.race([ended, finish.promise]);
  };
  return {
    round: async (round: Round = {}) => answerCall(contextOf(round), work),
    close,
    heard,
    calls,
    finish: () => finish.resolve(done),
  };
}

const question = { method: "elicitation/create", params: { mode: "url", ...page } };
const asks = {
  resultType: "input_required",
  inputRequests: { signIn: question },
  requestState: expect.any(String),
};
const wantsToBeCalledAgain = { resultType: "input_required", requestState: expect.any(String) };

function stateOf(result: unknown): string {
  return (result as { requestState: string }).requestState;
}

describe("a call of MCP 2026-07-28", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is answered with the question, and goes on where it was with the answer", async () => {
    const { round, heard, calls, finish } = createTool();
    const first = await round();
    expect(first).toEqual(asks);
    const second = round({ state: stateOf(first), answer: "accept" });
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(["accept"]);
    finish();
    expect(await second).toEqual(done);
    expect(calls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("has its result waiting when it is done while the client is away", async () => {
    const { round, finish } = createTool();
    const first = await round();
    finish();
    await vi.advanceTimersByTimeAsync(299_000);
    expect(await round({ state: stateOf(first), answer: "accept" })).toEqual(done);
  });

  it("asks the client to call again before the client gives up, until the work is done", async () => {
    const { round, calls, finish } = createTool();
    let state = stateOf(await round());
    for (const answer of ["accept", undefined, undefined] as const) {
      const next = round({ state, ...(answer && { answer }) });
      await vi.advanceTimersByTimeAsync(45_000);
      expect(await next).toEqual(wantsToBeCalledAgain);
      state = stateOf(await next);
    }
    finish();
    expect(await round({ state })).toEqual(done);
    expect(calls).toHaveLength(1);
  });

  it("ends when its client cancels the round", async () => {
    const { round, calls } = createTool();
    const first = await round();
    const caller = new AbortController();
    const second = round({ state: stateOf(first), answer: "accept", signal: caller.signal });
    await vi.advanceTimersByTimeAsync(1);
    caller.abort();
    expect(await second).toMatchObject({ isError: true });
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  it.each([
    ["five minutes after a question", 300_000, async (state: string) => state],
    [
      "ten seconds after it was asked to call again",
      10_000,
      async (state: string, round: ReturnType<typeof createTool>["round"]) => {
        const again = round({ state, answer: "accept" });
        await vi.advanceTimersByTimeAsync(45_000);
        return stateOf(await again);
      },
    ],
  ])("ends when its client does not come back: %s", async (_, patience, leave) => {
    const { round, calls } = createTool();
    await leave(stateOf(await round()), round);
    await vi.advanceTimersByTimeAsync(patience - 1);
    expect(calls[0]?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends when the server stops while the client is away", async () => {
    const { round, calls, close } = createTool();
    await round();
    close();
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is asked again when its client comes back without an answer", async () => {
    const { round, heard } = createTool();
    const first = await round();
    const second = await round({ state: stateOf(first) });
    expect(second).toEqual(asks);
    void round({ state: stateOf(second), answer: "decline" });
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(["decline"]);
  });

  it("begins anew under a state that is made up, or was used before", async () => {
    const { round, calls, finish } = createTool();
    const first = await round();
    const [madeUp, second] = [
      round({ state: "made up" }),
      round({ state: stateOf(first), answer: "accept" }),
    ];
    const usedTwice = round({ state: stateOf(first), answer: "decline" });
    finish();
    expect(await Promise.all([madeUp, second, usedTwice])).toEqual([done, done, done]);
    expect(calls).toHaveLength(3);
  });

  it("that comes while another one is asked waits with it, and asks by itself after fifteen seconds", async () => {
    const { round, heard, finish } = createTool();
    const [first, second] = [round(), round()];
    expect(await first).toEqual(asks);
    let isAnswered = false;
    void second.then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(isAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await second).toEqual(asks);
    void round({ state: stateOf(await second), answer: "accept" });
    const late = round({ state: stateOf(await first), answer: "decline" });
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(["accept"]);
    finish();
    expect(await late).toEqual(done);
  });

  it("of a client that opens no pages is never answered with a question, not even another call's", async () => {
    const { round, finish } = createTool();
    const without = round({ opensPages: false });
    await vi.advanceTimersByTimeAsync(1);
    finish();
    expect(await without).toEqual(done);
  });
});
