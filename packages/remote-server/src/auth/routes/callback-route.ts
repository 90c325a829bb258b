import { AuthenticationError, entraCodeIn, type RecordAuditEvent } from "@mcp-entra/auth-core";
import type { RequestHandler, Response } from "express";
import { z } from "zod";
import { sendMessagePage } from "../../pages/send-page.ts";
import { bindVisit, isSameBrowser, releaseBrowser } from "../browser-binding.ts";
import type { ConsentReview } from "../review/consent-review.ts";
import type { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import { withErrorNumber } from "../entra/error-number.ts";

const entraAnswer = z.union([
  z.object({ state: z.string(), code: z.string() }),
  z
    .object({
      state: z.string(),
      error: z.string(),
      error_description: z.string().optional().catch(undefined),
    })
    // From Entra's description, we use only the number: the text comes through the browser, so anybody could
    // have written it.
    .transform(({ error_description: said = "", ...answer }) => ({
      ...answer,
      entraCode: entraCodeIn(said),
    })),
]);

interface CallbackOptions {
  endpoints: Endpoints;
  review: ConsentReview;
  audit: RecordAuditEvent;
}

/** `GET /auth/callback`: Entra's answer arrives, in the user's browser. */
export function callbackRoute(
  provider: Pick<EntraIdServerAuthProvider, "handleCallback" | "handleCallbackError">,
  { endpoints, review, audit }: CallbackOptions,
): RequestHandler {
  return async (request, response) => {
    const answer = entraAnswer.safeParse(request.query).data;
    if (answer === undefined) return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    // defence:23 Before `state` is used up: another browser must not be able to end a user's sign-in.
    if (!isSameBrowser(request, answer.state, endpoints.secure)) {
      audit({ event: "callback_refused", outcome: "failure", reason: "another browser" });
      return sendMessagePage(response, 403, "This sign-in was not started here", notYours);
    }
    // If the store fails, the next call throws, and the browser keeps its cookie: it may try again.
    const redirectTo = await hand(answer, provider, response);
    if (redirectTo === undefined) return continueReview(answer, response, { review, endpoints });
    releaseBrowser(response, answer.state, endpoints.secure);
    response.set("Cache-Control", "no-store").redirect(redirectTo);
  };
}

async function hand(
  answer: z.output<typeof entraAnswer>,
  provider: Pick<EntraIdServerAuthProvider, "handleCallback" | "handleCallbackError">,
  response: Response,
): Promise<string | undefined> {
  return "code" in answer
    ? provider.handleCallback(answer.code, answer.state, response)
    : provider.handleCallbackError(answer, answer.state);
}

/** Or the user wants to see what they have approved. Then there is no client to redirect to. */
async function continueReview(
  answer: z.output<typeof entraAnswer>,
  response: Response,
  { review, endpoints }: Pick<CallbackOptions, "review" | "endpoints">,
): Promise<void> {
  try {
    const visit = await review.finishSignIn(answer, answer.state);
    releaseBrowser(response, answer.state, endpoints.secure);
    if (visit === undefined) return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    bindVisit(response, visit, endpoints);
    response.set("Cache-Control", "no-store").redirect(endpoints.consents);
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    releaseBrowser(response, answer.state, endpoints.secure);
    sendMessagePage(
      response,
      403,
      "You are not signed in",
      withErrorNumber(`${notSignedIn} Open ${endpoints.consents} to try again.`, error.entraCode),
    );
  }
}

const notSignedIn = "The sign-in with Microsoft Entra ID was not completed.";
const startAgain =
  "This sign-in has already been completed, or it took longer than ten minutes. Start again from your MCP client.";
const notYours =
  "This link belongs to a sign-in that another browser began, or your browser has not kept this server's cookie. If another person sent you the link, do not go on. To sign in, allow cookies for this server and start again from your MCP client.";
