import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

export interface EndProcessOptions {
  /** Lets go of what other processes could miss: listeners, files, connections. */
  close?: () => Promise<unknown>;
  /** How long that may take. One second unless given. */
  closeMs?: number;
  /** What may still have lines to write. */
  logger?: { flush?: (done: () => void) => void } | undefined;
  exitCode?: number;
}

/** How long a reader may take for the last lines, and a thread for its work. */
const goodbyeMs = 500;
/** Work in a thread of libuv's pool, by the names that Node has for it: files, and names to be resolved. */
const threadWork = /^(FSReq|GetAddrInfo|GetNameInfo)/;

/**
 * Ends this process, whatever hangs: after `closeMs` and a second at the latest.
 *
 * `process.exit` alone does not promise that. It waits for the threads of libuv's pool, and one of them may wait for a name server
 * that does not answer, or for a keyring that waits for its user; the process would stay behind, deaf to every signal. Then the
 * system ends it (SIGKILL).
 *
 * @example
 * ```ts
 * await endProcess({ close: async () => server.close(), exitCode: 0 });
 * ```
 */
export async function endProcess(options: EndProcessOptions = {}): Promise<void> {
  const { close = async () => undefined, closeMs = 1_000, logger, exitCode = 0 } = options;
  const isClosed = await within(close, closeMs);
  await within(
    async () => new Promise<void>((done) => (logger?.flush ? logger.flush(done) : done())),
    goodbyeMs,
  );
  const isIdle = await within(threadsToBeIdle, goodbyeMs);
  // The last listener: the logger has written by then.
  if (!isClosed || !isIdle) process.once("exit", () => process.kill(process.pid, "SIGKILL"));
  process.exit(exitCode);
}

/** @returns whether it has ended in time, with or without an error. */
async function within(work: () => Promise<unknown>, milliseconds: number): Promise<boolean> {
  const ended = work().then(
    () => true,
    () => true,
  );
  return Promise.race([ended, delay(milliseconds, false)]);
}

async function threadsToBeIdle(): Promise<void> {
  while (process.getActiveResourcesInfo().some((name) => threadWork.test(name))) await delay(10);
}
