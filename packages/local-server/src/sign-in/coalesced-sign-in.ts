import {
  AuthenticationError,
  coalesceRequest,
  type CoalescedRequest,
} from "@mcp-entra/auth-core/without-msal";

export interface CoalescedSignIn<Result> {
  /**
   * Starts `work`, or waits for the one that runs: ten tool calls at once must not open ten browser windows.
   *
   * @param signal ends the waiting of this caller. The work continues while another caller waits for it.
   */
  join(work: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Ends a running sign-in and waits until it has closed everything. */
  cancel(): Promise<void>;
}

interface Running<Result> {
  request: CoalescedRequest<Result>;
  /** Ends it for all callers that wait. */
  ending: AbortController;
}

/** @param timeLimitSeconds the time limit of a sign-in. */
export function createCoalescedSignIn<Result>(timeLimitSeconds: number): CoalescedSignIn<Result> {
  let running: Running<Result> | undefined;

  const start = (work: (signal: AbortSignal) => Promise<Result>): Running<Result> => {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(tooLate(timeLimitSeconds)), timeLimitSeconds * 1_000);
    const forget = (): void => {
      clearTimeout(timer);
      if (running === started) running = undefined;
    };
    // A caller that comes after the end, also while it is still closing, gets a new sign-in.
    ending.signal.addEventListener("abort", forget, { once: true });
    const request = coalesceRequest(
      async (signal) => work(AbortSignal.any([signal, ending.signal])).finally(forget),
      { onEnd: forget, whyLeft: nobodyWaits },
    );
    const started = { request, ending };
    return started;
  };

  return {
    join: async (work, signal) => {
      if (signal?.aborted) throw nobodyWaits();
      running ??= start(work);
      return running.request.join(signal);
    },
    cancel: async () => {
      const cancelled = running;
      cancelled?.ending.abort(nobodyWaits());
      await cancelled?.request.join().catch(() => undefined);
    },
  };
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
