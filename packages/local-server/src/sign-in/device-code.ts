import type { AuthenticationResult, DeviceCodeRequest } from "@azure/msal-node";
import type { SignInOptions } from "./sign-in-options.ts";

/**
 * The device authorization grant (RFC 8628): the user signs in on any device, and this process asks Entra
 * every few seconds whether the sign-in is finished. The app registration must allow public client flows.
 *
 * If `signal` is aborted, its reason becomes the error immediately.
 */
export async function signInWithDeviceCode(options: SignInOptions): Promise<AuthenticationResult> {
  const { client, request, prompt, signal } = options;
  const over = new AbortController();
  const cancelled = Promise.withResolvers<never>();
  const deviceCodeRequest: DeviceCodeRequest = {
    ...request,
    deviceCodeCallback: ({ verificationUri, userCode }) => {
      prompt.showDeviceCode({ verificationUri, userCode }, over.signal).catch(cancel);
    },
  };
  const cancel = (reason: unknown): void => {
    // MSAL checks this before each poll and then stops. Callers do not wait for it.
    deviceCodeRequest.cancel = true;
    cancelled.reject(reason);
  };
  const onAbort = (): void => cancel(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const signingIn = client.acquireTokenByDeviceCode(deviceCodeRequest);
    const result = await Promise.race([signingIn, cancelled.promise]);
    if (result === null) throw new Error("MSAL ended the device code flow without a result.");
    return result;
  } finally {
    signal.removeEventListener("abort", onAbort);
    over.abort();
  }
}
