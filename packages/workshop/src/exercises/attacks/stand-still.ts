import { onTestFinished, vi } from "vitest";

/** Until the test ends, Math.random and the clock stand still. What two processes then make alike can be worked out. */
export function standStill(): void {
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.useFakeTimers({ toFake: ["Date", "hrtime", "performance"] });
  onTestFinished(() => {
    random.mockRestore();
    vi.useRealTimers();
  });
}
