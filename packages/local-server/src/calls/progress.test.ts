import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProgress } from "./progress.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a call that waits for a person", () => {
  it("is heard of at once and every fifteen seconds, so that no client gives up after a minute", () => {
    const told: string[] = [];
    const over = new AbortController();
    createProgress(async (message) => void told.push(message)).keepTelling(over.signal);
    expect(told).toEqual(["Waiting for you to sign in with Microsoft Entra ID."]);
    vi.advanceTimersByTime(60_000);
    expect(told).toHaveLength(5);
    over.abort();
    vi.advanceTimersByTime(60_000);
    expect(told).toHaveLength(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("repeats what is to be done, such as a code to be entered", () => {
    const told: string[] = [];
    const progress = createProgress(async (message) => void told.push(message));
    progress.keepTelling(new AbortController().signal);
    progress.tell("Enter the code ABC.");
    vi.advanceTimersByTime(15_000);
    expect(told.slice(1)).toEqual(["Enter the code ABC.", "Enter the code ABC."]);
  });

  it("goes on when the client cannot be told", async () => {
    const send = vi.fn<() => Promise<void>>().mockRejectedValue(new Error("Not connected"));
    const progress = createProgress(send);
    progress.tell("anything");
    await vi.advanceTimersByTimeAsync(1);
    expect(send).toHaveBeenCalledOnce();
  });
});
