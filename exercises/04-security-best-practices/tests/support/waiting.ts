import { onTestFinished, vi } from "vitest";

/** Waiting costs no time here, so that a loop without an end would hang the whole run: it is thrown out of it. */
export function stopAtLast(times: number): void {
  if (times > 100) throw new Error("Asked a hundred times, and not given up.");
}

/** Time that passes only while the code sleeps, until the test ends. The mock reads the same clock. */
export function startClock(random = 0.5) {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    stopAtLast(waits.length);
    // A timer of Node ends at once where it is given no time, or too much.
    const passes = milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : 0;
    vi.setSystemTime(Date.now() + passes);
  };
  return { waits, waiting: { sleep, random: () => random, now: () => Date.now() } };
}
