import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A .spec file among the recipes is Playwright's.
    include: ["**/*.test.ts"],
    // Patient, for busy machines: nothing here asserts how long anything takes.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
