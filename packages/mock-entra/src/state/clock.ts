/** The mock's time: the system's, plus whatever a test has added. */
export interface Clock {
  now(): Date;
  /** `now` in whole seconds since 1970, as JWT and OAuth count. */
  seconds(): number;
  /** Moves the mock's time only; MSAL reads `Date` itself, so fake that as well when both must agree. */
  advance(by: { seconds: number }): void;
  reset(): void;
}

/** Reads `Date` at every call, so that a faked `Date` moves this clock too. */
export function createClock(systemNow: () => Date = () => new Date()): Clock {
  let offsetMilliseconds = 0;
  const now = () => new Date(systemNow().getTime() + offsetMilliseconds);
  return {
    now,
    seconds: () => Math.floor(now().getTime() / 1000),
    advance: ({ seconds }) => {
      offsetMilliseconds += seconds * 1000;
    },
    reset: () => {
      offsetMilliseconds = 0;
    },
  };
}
