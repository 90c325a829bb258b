import type { RequestHandler } from "express";
import type { CallbackRequest, ProviderContext } from "./provider-context.ts";

/**
 * Entra has sent the browser back.
 *
 * @returns where to send it now: to the client, with a code of ours or an error.
 * @throws OAuthError when this is not the end of a sign-in that this browser began.
 */
export async function finishSignIn(context: ProviderContext, request: CallbackRequest): Promise<string> {
  // TODO 3.2: make sure that this answers a sign-in of this browser; redeem Entra's code; make a code of ours.
  return "/not-written-yet";
}

interface CallbackProvider {
  handleCallback(request: CallbackRequest): Promise<string>;
}

/** `GET /auth/callback`. */
export function answerCallback(provider: CallbackProvider, issuer: string): RequestHandler {
  return (request, response) => {
    // TODO 3.2: give provider.handleCallback what has come, and send the browser where it says; answer 400 when it throws.
    response.status(501).send("Not written yet.");
  };
}
