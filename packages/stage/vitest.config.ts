import { defineConfig } from "vitest/config";

// Patient, for busy machines: nothing here asserts how long anything takes.
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000, interval: 20 } } },
});
