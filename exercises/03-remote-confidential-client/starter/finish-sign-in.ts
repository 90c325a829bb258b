import type { RequestHandler } from "express";
import type { CallbackRequest, ProviderContext } from "./provider-context.ts";

/**
 * Entra has sent the browser back.
 *
 * @returns the address for the browser: the client's, with a code of ours or an error.
 * @throws OAuthError if this browser did not begin this sign-in.
 */
export async function finishSignIn(context: ProviderContext, request: CallbackRequest): Promise<string> {
  // TODO 3.2: check that this browser began this sign-in. Redeem Entra's code. Make a code of ours.
  return "/not-written-yet";
}

interface CallbackProvider {
  handleCallback(request: CallbackRequest): Promise<string>;
}

/** `GET /auth/callback`. */
export function answerCallback(provider: CallbackProvider, issuer: string): RequestHandler {
  return (request, response) => {
    // TODO 3.2: give the request to provider.handleCallback, and send the browser to the address that it returns. Answer 400 if it throws.
    response.status(501).send("Not written yet.");
  };
}
