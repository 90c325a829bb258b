import type { AuthenticationResult } from "@azure/msal-node";
import { freeLoopbackListener } from "./free-loopback-listener.ts";
import type { SignInOptions } from "./sign-in-options.ts";

const successPage = page("You are signed in.", "You can close this window and go back to your MCP client.");
const failurePage = page("You are not signed in.", "Go back to your MCP client and try again.");

/**
 * The authorization code flow with PKCE in the browser. The answer comes to a listener on this machine (RFC
 * 8252 §7.3). MSAL makes verifier, state and nonce, and checks them.
 *
 * If `signal` is aborted, its reason becomes the error. The listener is closed before.
 */
export async function signInWithBrowser(options: SignInOptions): Promise<AuthenticationResult> {
  const { client, request, prompt, signal } = options;
  const refused = new AbortController();
  const over = new AbortController();
  const cancelled = AbortSignal.any([signal, refused.signal]);
  const listenerLost = Promise.withResolvers<never>();

  const openBrowser = async (url: string): Promise<void> => {
    cancelled.throwIfAborted();
    const free = (): void => void freeLoopbackListener(url).catch(listenerLost.reject);
    cancelled.addEventListener("abort", free, { once: true, signal: over.signal });
    // Not awaited: MSAL reads its listener only afterwards, and a client may answer long after the user has
    // come back.
    prompt.showSignInPage(url, over.signal).catch((error: unknown) => refused.abort(error));
  };

  try {
    const signingIn = client.acquireTokenInteractive({
      ...request,
      openBrowser,
      successTemplate: successPage,
      errorTemplate: failurePage,
    });
    return await Promise.race([signingIn, listenerLost.promise]);
  } catch (error) {
    throw cancelled.aborted ? cancelled.reason : error;
  } finally {
    over.abort();
  }
}

function page(heading: string, advice: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading}</title><h1>${heading}</h1><p>${advice}</p></html>`;
}
