import { defineConfig } from "vitest/config";

// Starting a process takes a second on a busy machine; nothing here asserts how long anything takes.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
