import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { whenTheClientLeaves } from "./when-the-client-leaves.ts";

/** Replaces `process`. Signals are events of it, as in Node. */
function createProcess() {
  return Object.assign(new EventEmitter(), { stdin: new EventEmitter(), stdout: new EventEmitter() });
}

describe("the server stops", () => {
  it.each([
    ["the client closes our stdin", ({ stdin }: ReturnType<typeof createProcess>) => stdin.emit("end")],
    ["stdin breaks", ({ stdin }) => stdin.emit("close")],
    ["the reader of our stdout has gone", ({ stdout }) => stdout.emit("error", new Error("EPIPE"))],
    ["Ctrl-C is pressed", (process) => process.emit("SIGINT")],
    ["the system ends it", (process) => process.emit("SIGTERM")],
  ] satisfies [string, (process: ReturnType<typeof createProcess>) => unknown][])(
    "when %s, once",
    (_, leave) => {
      const process = createProcess();
      let stops = 0;
      whenTheClientLeaves(process, async () => {
        stops += 1;
      });
      expect(stops).toBe(0);
      leave(process);
      process.stdin.emit("close");
      process.emit("SIGTERM");
      expect(stops).toBe(1);
    },
  );
});
