import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ViteUserConfig } from "vitest/config";
import { createWarmPool, type WarmPoolOptions } from "./warm-pool.ts";

const variants = ["work", "starter", "solution", "alternative"] as const;

/** The folders that an exercise's tests can be run against. */
export type RunnableVariant = (typeof variants)[number];

/**
 * The vitest configuration of an exercise: one project for each variant. In each, `#exercise/` is its own
 * folder, so that all use the same tests. `vitest --project work` tests the learner's files.
 */
export function exerciseProjects(exerciseFolder: string, options?: WarmPoolOptions): ViteUserConfig {
  const there = variants.filter((variant) => existsSync(join(exerciseFolder, variant)));
  return {
    test: {
      projects: there.map((variant) => ({
        // Otherwise Vitest compiles the whole configuration again for each project.
        extends: false,
        root: exerciseFolder,
        resolve: {
          alias: [{ find: /^#exercise\//, replacement: `${join(exerciseFolder, variant)}/` }],
        },
        test: {
          name: variant,
          include: ["tests/**/*.test.ts"],
          // Of a learner's own files, a failing test leaves a recording behind.
          setupFiles: variant === "work" ? [join(import.meta.dirname, "flows/record-flow.ts")] : [],
          // The learner's files and the tests are loaded again for each test file. Imported packages stay
          // loaded.
          isolate: true,
          pool: createWarmPool(options),
          // Node loads our packages itself, and keeps them compiled from one run to the next.
          server: { deps: { external: [/[/\\]packages[/\\][^/\\]+[/\\](?:src|test)[/\\]/] } },
          testTimeout: 10_000,
          // Otherwise a message would be “expected { isError: false, …(1) }”, which does not help.
          chaiConfig: { truncateThreshold: 0 },
        },
      })),
    },
  };
}
