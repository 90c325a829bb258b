/** What the tests of several exercises do to a learner's code. */
export { foreignEnvironment } from "./foreign-environment.ts";
export { moveTime } from "./move-time.ts";
export { startOver } from "./new-process.ts";
export { readingsOf, tells } from "./readings.ts";
export { recordConsole, turnDebuggingOn } from "./record-console.ts";
export { recordEnvironment } from "./record-environment.ts";
export { recordFiles } from "./record-files.ts";
export { serveInTest } from "./serve-in-test.ts";
export { standStill } from "./stand-still.ts";
export { withoutNetwork } from "./without-network.ts";
export { usualValues, withEveryVariable } from "./with-every-variable.ts";
