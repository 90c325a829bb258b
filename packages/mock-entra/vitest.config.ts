import { defineConfig } from "vitest/config";

// Patient, for busy machines: nothing here asserts how long anything takes.
export default defineConfig({
  test: { testTimeout: 30_000, expect: { poll: { timeout: 15_000, interval: 20 } } },
});
