/** The part of `process` that a stdio server uses. */
export interface StdioProcess {
  stdin: NodeJS.EventEmitter;
  stdout: NodeJS.EventEmitter;
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

/**
 * Calls `stop` once, at the first sign that the client has left: it closes our stdin (the SDK's transport
 * does not notice this), it no longer reads our stdout, or a signal arrives.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#shutdown
 */
export function whenTheClientLeaves(process: StdioProcess, stop: () => Promise<void>): void {
  let stopping = false;
  const stopOnce = (): void => {
    if (stopping) return;
    stopping = true;
    void stop();
  };
  process.stdin.on("end", stopOnce);
  process.stdin.on("close", stopOnce);
  process.stdout.on("error", stopOnce);
  process.on("SIGINT", stopOnce);
  process.on("SIGTERM", stopOnce);
}
