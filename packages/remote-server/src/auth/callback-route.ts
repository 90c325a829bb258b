import type { RequestHandler, Response } from "express";
import { z } from "zod";
import { sendMessagePage } from "../pages/send-page.ts";
import { isSameBrowser, releaseBrowser } from "./browser-binding.ts";
import type { EntraIdServerAuthProvider } from "./entra-id-server-auth-provider.ts";

const entraAnswer = z.union([
  z.object({ state: z.string(), code: z.string() }),
  z.object({ state: z.string(), error: z.string() }),
]);

/** `GET /auth/callback`: Entra's answer arrives, in the user's browser. */
export function callbackRoute(
  provider: Pick<EntraIdServerAuthProvider, "handleCallback" | "handleCallbackError">,
  secure: boolean,
): RequestHandler {
  return async (request, response) => {
    const answer = entraAnswer.safeParse(request.query).data;
    if (answer === undefined) return sendUnknown(response);
    // Before `state` is used up: a stranger's browser must not be able to end somebody's sign-in either.
    if (!isSameBrowser(request, answer.state, secure)) {
      return sendMessagePage(
        response,
        403,
        "This sign-in was not started here",
        "This link belongs to a sign-in that another browser began. If somebody sent it to you, do not go on. To sign in, start again from your MCP client.",
      );
    }
    releaseBrowser(response, answer.state, secure);
    const redirectTo =
      "code" in answer
        ? await provider.handleCallback(answer.code, answer.state)
        : await provider.handleCallbackError(answer.error, answer.state);
    if (redirectTo === undefined) return sendUnknown(response);
    response.set("Cache-Control", "no-store").redirect(redirectTo);
  };
}

function sendUnknown(response: Response): void {
  sendMessagePage(
    response,
    400,
    "Nothing to continue",
    "This sign-in has already been completed, or it took longer than ten minutes. Start again from your MCP client.",
  );
}
