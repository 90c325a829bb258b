/** Often enough for clients that give up a minute after they have last heard of a call. */
const intervalMs = 15_000;

/** What a tool call tells its client while a person signs in. */
export interface Progress {
  /** Says something new. */
  tell(message: string): void;
  /** Says again what was said last, every few seconds, until the sign-in is over. */
  keepTelling(over: AbortSignal): void;
}

/**
 * Lets the client know that the call is alive: many clients end a call after 60 seconds, which is less than a second factor
 * takes, unless they hear of its progress.
 *
 * @param send sends one progress notification.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress
 */
export function createProgress(send: (message: string) => Promise<void>): Progress {
  let message = "Waiting for you to sign in with Microsoft Entra ID.";
  // A client that has left hears nothing, and that is no failure of the call.
  const tellNow = (): void => void send(message).catch(() => undefined);
  return {
    tell: (next) => {
      message = next;
      tellNow();
    },
    keepTelling: (over) => {
      tellNow();
      const timer = setInterval(tellNow, intervalMs);
      over.addEventListener("abort", () => clearInterval(timer), { once: true });
    },
  };
}
