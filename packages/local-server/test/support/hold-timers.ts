import { onTestFinished, vi } from "vitest";

/**
 * From now on until the test ends, a timer ends only when the test lets time pass. So a time limit does not depend on the speed of the
 * machine.
 */
export function holdTimers(): { pass: (seconds: number) => Promise<void> } {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  return { pass: async (seconds) => void (await vi.advanceTimersByTimeAsync(seconds * 1_000)) };
}
