import { registerHooks } from "node:module";

/**
 * Node loads this first in each worker of the gate. A worker runs the test files of many variants, and Node loads a module once. But
 * `pnpm test` loads the learner's files again for each test file. So here too, each test file gets its own modules: a variable of a
 * module then has the same value in any order of the test files, on any number of workers, at any speed. What variants share (see
 * lay-out.ts) is loaded once for all test files of one name: the solution and the tests keep nothing that changes in a module.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context);
    const isOwn = resolved.url.includes("/reports/gate/") && !resolved.url.includes("?");
    return isOwn ? { ...resolved, url: resolved.url + markOf(context.parentURL ?? "") } : resolved;
  },
});

/** `?of=check-time.test.ts` for what this test file imports. What this imports in turn has the same mark. */
function markOf(parent: string): string {
  const testFile = /\/([^/]+\.test\.ts)\?vitest=/.exec(parent)?.[1];
  return testFile === undefined ? (/\?.*$/.exec(parent)?.[0] ?? "") : `?of=${testFile}`;
}
