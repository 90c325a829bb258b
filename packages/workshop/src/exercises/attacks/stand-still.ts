import { onTestFinished, vi } from "vitest";

/** Stops Math.random and the clock until the test ends. If two processes then make the same value, an attacker can compute it. */
export function standStill(): void {
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.useFakeTimers({ toFake: ["Date", "hrtime", "performance"] });
  onTestFinished(() => {
    random.mockRestore();
    vi.useRealTimers();
  });
}
