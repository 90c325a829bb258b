import { setTimeout } from "node:timers/promises";

const limitMs = 120_000;

/** Waits until `check` no longer throws. It waits long enough for a busy machine, and in real time also if a test holds timers. */
export async function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await setTimeout(20);
  }
}
