const checkMs = 1_000;

/**
 * Calls back when the process that has started this one has ended, also if it was killed. The system then gives this process another
 * parent.
 */
export function whenParentIsGone(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, checkMs).unref();
}
