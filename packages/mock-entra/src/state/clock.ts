/** The mock's time: the system's time plus the time that a test has added. */
export interface Clock {
  now(): Date;
  /** `now` in whole seconds since 1970, as JWT and OAuth count. */
  seconds(): number;
  /** Changes only the mock's time. MSAL reads `Date` itself, so fake `Date` as well if both must agree. */
  advance(by: { seconds: number }): void;
  reset(): void;
}

/** Reads `Date` at every call, so a faked `Date` changes this clock, too. */
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
