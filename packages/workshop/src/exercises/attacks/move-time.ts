import { onTestFinished, vi } from "vitest";

/** Moves the clock until the test ends. MSAL, jose, the stores and the mock all read Date, so one fake moves them together. */
export function moveTime(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
  onTestFinished(() => void vi.useRealTimers());
}
