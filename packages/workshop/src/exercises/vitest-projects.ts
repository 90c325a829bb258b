import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ViteUserConfig } from "vitest/config";
import { createWarmPool, type WarmPoolOptions } from "./warm-pool.ts";

const variants = ["work", "starter", "solution", "alternative"] as const;

/** The folders that an exercise's tests can be run against. */
export type RunnableVariant = (typeof variants)[number];

/**
 * The vitest configuration of an exercise: one project a variant, each with `#exercise/` for its own folder, so that one
 * set of tests serves all. `vitest --project work` are the learner's files.
 */
export function exerciseProjects(exerciseFolder: string, options?: WarmPoolOptions): ViteUserConfig {
  const there = variants.filter((variant) => existsSync(join(exerciseFolder, variant)));
  return {
    test: {
      projects: there.map((variant) => ({
        root: exerciseFolder,
        resolve: {
          alias: [{ find: /^#exercise\//, replacement: `${join(exerciseFolder, variant)}/` }],
        },
        test: {
          name: variant,
          include: ["tests/**/*.test.ts"],
          // The learner's files and the tests are read anew for each file of tests; what they import stays loaded.
          isolate: true,
          pool: createWarmPool(options),
          // Our packages are loaded as Node loads them, which keeps them compiled from one run to the next.
          server: { deps: { external: [/[/\\]packages[/\\][^/\\]+[/\\](?:src|test)[/\\]/] } },
          testTimeout: 10_000,
          // “expected { isError: false, …(1) }” does not help.
          chaiConfig: { truncateThreshold: 0 },
        },
      })),
    },
  };
}
