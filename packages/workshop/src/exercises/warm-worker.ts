import { createPrivateKey } from "node:crypto";
import { init, runBaseTests, setupEnvironment } from "vitest/worker";

/**
 * What runs in a process of the warm pool: Vitest's worker, which forgets all that Vitest has loaded before each file of tests.
 * Vitest relies on new processes for that, and would take a module for current that was changed between two runs.
 */

type State = Parameters<typeof runBaseTests>[1];
type Traces = Parameters<typeof runBaseTests>[2];

// Kept, since tests may replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);
if (send === undefined) throw new Error("This is a worker of Vitest's: the warm pool starts it.");

let loaded: { clearCache(): void } | undefined;

// The process that has started this is gone: no process hears of the tests any more.
process.on("disconnect", () => exit(1));

init({
  post: (message) => void send(message),
  on: (listener) => void process.on("message", listener),
  off: (listener) => void process.off("message", listener),
  setup: setupEnvironment,
  onModuleRunner: (moduleRunner) => {
    loaded = moduleRunner;
  },
  runTests: async (state, traces) => runAnew("run", state, traces),
  collectTests: async (state, traces) => runAnew("collect", state, traces),
});

async function runAnew(method: "run" | "collect", state: State, traces: Traces): Promise<void> {
  loaded?.clearCache();
  forgetOpenSslErrors();
  await runBaseTests(method, state, traces);
}

/**
 * An error that OpenSSL has met and got over stays in its queue, and Node then takes it for that of the next key that it reads,
 * which is good. A key that is none empties the queue.
 */
function forgetOpenSslErrors(): void {
  try {
    createPrivateKey("");
  } catch {
    // As intended.
  }
}
