import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import type { RequestHandler } from "express";
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
  { secure, audit }: { secure: boolean; audit: RecordAuditEvent },
): RequestHandler {
  return async (request, response) => {
    const answer = entraAnswer.safeParse(request.query).data;
    if (answer === undefined) return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    // defence:23 Before `state` is used up: a stranger's browser must not be able to end somebody's sign-in either.
    if (!isSameBrowser(request, answer.state, secure)) {
      audit({ event: "callback_refused", outcome: "failure", reason: "another browser" });
      return sendMessagePage(response, 403, "This sign-in was not started here", notYours);
    }
    releaseBrowser(response, answer.state, secure);
    const redirectTo = await hand(answer, provider);
    if (redirectTo === undefined) return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    response.set("Cache-Control", "no-store").redirect(redirectTo);
  };
}

async function hand(
  answer: z.output<typeof entraAnswer>,
  provider: Pick<EntraIdServerAuthProvider, "handleCallback" | "handleCallbackError">,
): Promise<string | undefined> {
  return "code" in answer
    ? provider.handleCallback(answer.code, answer.state)
    : provider.handleCallbackError(answer.error, answer.state);
}

const startAgain =
  "This sign-in has already been completed, or it took longer than ten minutes. Start again from your MCP client.";
const notYours =
  "This link belongs to a sign-in that another browser began. If somebody sent it to you, do not go on. To sign in, start again from your MCP client.";
