/** Often enough for clients that cancel a call one minute after its last message. */
const intervalMs = 15_000;

/** The progress messages of a tool call while the user signs in. */
export interface Progress {
  /** Sends a new message. */
  tell(message: string): void;
  /** Repeats the last message every few seconds until the sign-in is over. */
  keepTelling(over: AbortSignal): void;
}

/**
 * Tells the client that the call is still running. Without progress messages, many clients cancel a call
 * after 60 seconds, and a second factor takes longer.
 *
 * @param send sends one progress notification.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress
 */
export function createProgress(send: (message: string) => Promise<void>): Progress {
  let message = "Waiting for you to sign in with Microsoft Entra ID.";
  // If the client has left, the message is lost. This is not an error of the call.
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
