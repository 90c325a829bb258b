import { onTestFinished, vi } from "vitest";

/** Waits take no time here, so an endless loop would stop the whole run. This ends such a loop with an error. */
export function stopAtLast(times: number): void {
  if (times > 100) throw new Error("Asked a hundred times, and not given up.");
}

/** A clock that moves only while the code sleeps, until the test ends. The mock reads the same clock. */
export function startClock(random = 0.5) {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    stopAtLast(waits.length);
    // Node's timer ends at once if its time is not positive, or too long.
    const passes = milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : 0;
    vi.setSystemTime(Date.now() + passes);
  };
  return { waits, waiting: { sleep, random: () => random, now: () => Date.now() } };
}
