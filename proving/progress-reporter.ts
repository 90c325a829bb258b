import { relative } from "node:path";
import type { Reporter } from "vitest/node";
import { createProgress } from "../packages/workshop/src/test-run/progress.ts";

/** Without a terminal: prints what runs and what has ended, so that a new line comes at least every ten seconds. */
export function progressReporter(): Reporter {
  const progress = createProgress({
    write: (text) => void process.stdout.write(text),
    columns: undefined,
    now: () => performance.now(),
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    onTestRunStart: () => {
      timer = setInterval(progress.tick, 1_000);
    },
    onTestModuleQueued: ({ moduleId }) => progress.start(nameOf(moduleId)),
    onTestModuleEnd: ({ moduleId, children }) => {
      const states = [...children.allTests()].map((test) => test.result().state);
      const failed = states.filter((state) => state === "failed").length;
      progress.end(nameOf(moduleId), {
        passed: states.filter((state) => state === "passed").length,
        failed,
      });
    },
    onTestRunEnd: () => clearInterval(timer),
  };
}

function nameOf(path: string): string {
  return relative(import.meta.dirname, path).replaceAll("\\", "/");
}
