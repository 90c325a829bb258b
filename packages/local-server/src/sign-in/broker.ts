import type { AuthenticationResult } from "@azure/msal-node";
import type { SignInOptions } from "./sign-in-options.ts";

/**
 * The system's own sign-in window (Windows: Web Account Manager). MSAL gives the whole request to the broker.
 *
 * If `signal` is aborted, its reason becomes the error immediately. The broker has no way to close its
 * window, so we do not wait for the user there.
 *
 * @see https://learn.microsoft.com/entra/msal/javascript/node/brokering
 */
export async function signInWithBroker({
  client,
  request,
  signal,
}: SignInOptions): Promise<AuthenticationResult> {
  signal.throwIfAborted();
  const cancelled = Promise.withResolvers<never>();
  const onAbort = (): void => cancelled.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const signingIn = client.acquireTokenInteractive({
      ...request,
      openBrowser: async () => Promise.reject(new Error("The broker signs in by itself; no page is opened.")),
    });
    return await Promise.race([signingIn, cancelled.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
