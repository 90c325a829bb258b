import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCoalescedSignIn } from "./coalesced-sign-in.ts";

/** A sign-in that ends when the test says so, or when it is cancelled. */
function createWork() {
  const started: PromiseWithResolvers<string>[] = [];
  const signals: AbortSignal[] = [];
  const work = async (signal: AbortSignal): Promise<string> => {
    const outcome = Promise.withResolvers<string>();
    started.push(outcome);
    signals.push(signal);
    signal.addEventListener("abort", () => outcome.reject(signal.reason));
    return outcome.promise;
  };
  return { work, started, signals };
}

describe("a coalesced sign-in", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is started once, and its outcome goes to everybody who waits", async () => {
    const { work, started } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const waiting = Promise.all([signIns.join(work), signIns.join(work), signIns.join(work)]);
    expect(started).toHaveLength(1);
    started[0]?.resolve("token");
    expect(await waiting).toEqual(["token", "token", "token"]);
  });

  it("does not outlive its end: the next caller gets a new one", async () => {
    const { work, started } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const first = signIns.join(work);
    started[0]?.reject(new Error("refused"));
    await expect(first).rejects.toThrow("refused");
    const second = signIns.join(work);
    started[1]?.resolve("token");
    expect(await second).toBe("token");
  });

  it("goes on when one of two callers leaves, and ends when both have left", async () => {
    const { work, started, signals } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const [one, other] = [new AbortController(), new AbortController()];
    const first = signIns.join(work, one.signal);
    const second = signIns.join(work, other.signal);
    one.abort();
    await expect(first).rejects.toMatchObject({
      code: "sign_in_failed",
      message: "The call was cancelled, and its sign-in with it. Call the tool again to sign in.",
    });
    expect(signals[0]?.aborted).toBe(false);
    other.abort();
    await expect(second).rejects.toMatchObject({ code: "sign_in_failed" });
    expect(signals[0]?.aborted).toBe(true);
    expect(started).toHaveLength(1);
  });

  it("is not begun for a caller who has left already", async () => {
    const { work, started } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    await expect(signIns.join(work, AbortSignal.abort())).rejects.toMatchObject({ code: "sign_in_failed" });
    expect(started).toHaveLength(0);
  });

  it("ends at its time limit, and says so to everybody who waits", async () => {
    const { work } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const waiting = Promise.allSettled([signIns.join(work), signIns.join(work)]);
    await vi.advanceTimersByTimeAsync(299_999);
    await vi.advanceTimersByTimeAsync(1);
    const late = {
      status: "rejected",
      reason: expect.objectContaining({
        message:
          "The sign-in was not finished within 300 seconds. Call the tool again for a new sign-in page. If the page showed an error, its AADSTS number says why.",
      }),
    };
    expect(await waiting).toEqual([late, late]);
  });

  it("lets no caller join while it is being cleared away", async () => {
    const { work, started } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const late = signIns.join(work).catch(() => "too late");
    void vi.advanceTimersByTime(300_000);
    const next = signIns.join(work);
    started[1]?.resolve("token");
    expect([await late, await next]).toEqual(["too late", "token"]);
  });

  it("leaves no timer and no abort behind after a success", async () => {
    const { work, started, signals } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    const waiting = signIns.join(work);
    started[0]?.resolve("token");
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
    expect(signals[0]?.aborted).toBe(false);
  });

  it("can be cancelled from outside, and cancelling nothing is fine", async () => {
    const { work } = createWork();
    const signIns = createCoalescedSignIn<string>(300);
    await signIns.cancel();
    const waiting = Promise.allSettled([signIns.join(work)]);
    await signIns.cancel();
    expect(await waiting).toMatchObject([{ status: "rejected", reason: { code: "sign_in_failed" } }]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
