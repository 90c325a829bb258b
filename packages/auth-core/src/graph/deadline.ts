/** A time limit for another service. */
export interface Deadline {
  /** Aborted at the time limit, with the error as its reason. */
  signal: AbortSignal;
  /** Never resolves. Rejects at the time limit. */
  passed: Promise<never>;
  /** Starts the time limit, or restarts it. */
  start(): void;
  /** Stops the time limit. */
  stop(): void;
}

/** @param error creates the error, only at the time limit. */
export function createDeadline(seconds: number, error: () => Error): Deadline {
  const controller = new AbortController();
  const { promise: passed, reject } = Promise.withResolvers<never>();
  passed.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  const end = (): void => {
    const reason = error();
    controller.abort(reason);
    reject(reason);
  };
  return {
    signal: controller.signal,
    passed,
    start: () => {
      stop();
      timer = setTimeout(end, seconds * 1_000);
    },
    stop,
  };
}
