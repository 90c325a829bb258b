import { defineConfig } from "vitest/config";

// Long limits, for busy machines. No test here checks a duration.
export default defineConfig({
  test: { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000, interval: 20 } } },
});
