/** A limit on the time that another service takes. */
export interface Deadline {
  /** Aborted when the time is over, with the error as its reason. */
  signal: AbortSignal;
  /** Never resolves; rejects when the time is over. */
  passed: Promise<never>;
  /** The whole time begins, once more if it had begun before. */
  start(): void;
  /** Time no longer counts. */
  stop(): void;
}

/** @param error made when the time is over, and only then. */
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
