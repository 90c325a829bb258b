import { defineConfig } from "vitest/config";

// Starting a process takes a second on a busy machine; nothing here asserts how long anything takes.
export default defineConfig({ test: { testTimeout: 180_000, hookTimeout: 180_000 } });
