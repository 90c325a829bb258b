import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

export interface EndProcessOptions {
  /** Releases what other processes may need: listeners, files, connections. */
  close?: () => Promise<unknown>;
  /** The time limit for this; by default one second. */
  closeMs?: number;
  /** The logger, which may have more lines to write. */
  logger?: { flush?: (done: () => void) => void } | undefined;
  exitCode?: number;
}

/** How long the reader of the last lines may take, and a thread for its work. */
const goodbyeMs = 500;
/** Work in a thread of libuv's pool, by Node's names for it: files and name resolution. */
const threadWork = /^(FSReq|GetAddrInfo|GetNameInfo)/;

/**
 * Ends this process, also if something hangs: at the latest after `closeMs` and one second.
 *
 * `process.exit` alone does not guarantee this. It waits for the threads of libuv's pool. A thread may wait
 * for a name server that does not answer, or for a keyring that waits for its user. The process would stay
 * and ignore every signal. In this case, the system ends it (SIGKILL).
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
  // The last listener: the logger has written its lines before.
  if (!isClosed || !isIdle) process.once("exit", () => process.kill(process.pid, "SIGKILL"));
  process.exit(exitCode);
}

/** @returns whether it ended in time, with or without an error. */
async function within(work: () => Promise<unknown>, milliseconds: number): Promise<boolean> {
  const ended = work().then(
    () => true,
    () => true,
  );
  return Promise.race([ended, passed(milliseconds).then(() => false)]);
}

const stepMs = 50;

/** In short steps: while the whole machine stands still (sleep, a busy host), the work has had no time either. */
async function passed(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= stepMs) await delay(Math.min(left, stepMs));
}

async function threadsToBeIdle(): Promise<void> {
  while (process.getActiveResourcesInfo().some((name) => threadWork.test(name))) await delay(10);
}
