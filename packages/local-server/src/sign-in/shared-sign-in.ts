import { AuthenticationError } from "@mcp-entra/auth-core/quick-to-load";

export interface SharedSignIn<Result> {
  /**
   * Starts `work`, or waits for the one that runs: ten tool calls at once must not open ten browser windows.
   *
   * @param signal ends this caller's wait. The work goes on while anybody else waits for it.
   */
  join(work: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Ends a running sign-in and waits until it has let go of everything. */
  cancel(): Promise<void>;
}

interface Running<Result> {
  outcome: Promise<Result>;
  controller: AbortController;
  waiting: number;
}

/** @param timeLimitSeconds after which a sign-in that nobody finishes ends. */
export function createSharedSignIn<Result>(timeLimitSeconds: number): SharedSignIn<Result> {
  let running: Running<Result> | undefined;

  const start = (work: (signal: AbortSignal) => Promise<Result>): Running<Result> => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(tooLate(timeLimitSeconds)), timeLimitSeconds * 1_000);
    const forget = (): void => {
      clearTimeout(timer);
      if (running === started) running = undefined;
    };
    // Who comes after the end, even while it is being cleared away, gets a sign-in of their own.
    controller.signal.addEventListener("abort", forget, { once: true });
    const started: Running<Result> = {
      outcome: work(controller.signal).finally(forget),
      controller,
      waiting: 0,
    };
    return started;
  };

  return {
    join: async (work, signal) => {
      if (signal?.aborted) throw nobodyWaits();
      running ??= start(work);
      const joined = running;
      joined.waiting += 1;
      try {
        return await unlessAborted(joined.outcome, signal);
      } finally {
        joined.waiting -= 1;
        if (joined.waiting === 0 && running === joined) joined.controller.abort(nobodyWaits());
      }
    },
    cancel: async () => {
      const ending = running;
      ending?.controller.abort(nobodyWaits());
      await ending?.outcome.catch(() => undefined);
    },
  };
}

async function unlessAborted<Result>(outcome: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return outcome;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(nobodyWaits());
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([outcome, aborted.promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

function tooLate(timeLimitSeconds: number): AuthenticationError {
  return new AuthenticationError(
    "sign_in_failed",
    `The sign-in was not finished within ${timeLimitSeconds} seconds. Call the tool again for a new sign-in page. If the page showed an error, its AADSTS number says why.`,
  );
}

function nobodyWaits(): AuthenticationError {
  return new AuthenticationError(
    "sign_in_failed",
    "The call was cancelled, and its sign-in with it. Call the tool again to sign in.",
  );
}
