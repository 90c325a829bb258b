import { defineConfig } from "vitest/config";

// Long limits, for busy machines. No test here checks a duration.
export default defineConfig({
  test: { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000, interval: 20 } } },
});
