import { createPrivateKey } from "node:crypto";
import { init, runBaseTests, setupEnvironment } from "vitest/worker";

/**
 * The code of a process in the warm pool: Vitest's worker, which unloads everything that Vitest has loaded
 * before each run. Vitest relies on new processes for this. Otherwise it would use an old version of a
 * module that was changed between two runs.
 */

type State = Parameters<typeof runBaseTests>[1];
type Traces = Parameters<typeof runBaseTests>[2];

// Kept, because tests may replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);
if (send === undefined) throw new Error("This is a worker of Vitest's: the warm pool starts it.");

let loaded: { clearCache(): void } | undefined;

// The parent process has ended, so no process receives the results any more.
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
  // Vitest runs the modules again for each test file. Their code is the same in one run, so only the first file asks for it: to send it
  // again for each file took a twentieth of the time of a run.
  const isLaterInRun = "isFirstOfRun" in state.ctx && state.ctx.isFirstOfRun === false;
  if (!isLaterInRun) loaded?.clearCache();
  forgetOpenSslErrors();
  await runBaseTests(method, state, traces);
}

/**
 * After OpenSSL has handled an error, the error stays in its queue. Node then reports it for the next valid
 * key that it reads. Reading an invalid key empties the queue.
 */
function forgetOpenSslErrors(): void {
  try {
    createPrivateKey("");
  } catch {
    // This error is expected.
  }
}
