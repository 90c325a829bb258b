import express, { type RequestHandler, Router } from "express";
import { z } from "zod";
import { sendMessagePage } from "../../pages/send-page.ts";
import { readConsentCookie } from "../browser-binding.ts";
import type { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";

const consentForm = z.object({
  ticket: z.string(),
  form_token: z.string().optional(),
  decision: z.enum(["approve", "approve-another-account", "deny"]),
});

/** `POST /consent`: the user has pressed one of the two buttons. */
export function consentRoute(
  provider: Pick<EntraIdServerAuthProvider, "handleConsent">,
  secure: boolean,
): Router {
  const answer: RequestHandler = async (request, response) => {
    const form = consentForm.safeParse(request.body).data;
    if (form === undefined) return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    const { ticket, form_token: formToken, decision } = form;
    const browserToken = readConsentCookie(request, ticket, secure);
    const tickets = { ticket, ...(formToken && { formToken }), ...(browserToken && { browserToken }) };
    const outcome = await provider.handleConsent(tickets, decision, response);
    if (outcome === "unknown") return sendMessagePage(response, 400, "Nothing to continue", startAgain);
    if (outcome === "foreign") {
      const why = browserToken === undefined ? withoutCookie : notHere;
      return sendMessagePage(response, 403, "This answer was not given here", why);
    }
    // The cookie stays until it expires: a user who presses twice needs it twice. 303: the browser continues
    // with GET, and does not send this form to Entra.
    response.set("Cache-Control", "no-store").redirect(303, outcome.redirectTo);
  };
  return Router().post("/", express.urlencoded({ extended: false, limit: "16kb" }), answer);
}

const startAgain =
  "This question has been answered differently, or it is older than ten minutes. Start again from your MCP client.";
const notHere =
  "The answer did not come from the page that asked you. If you did not press a button, nothing has happened.";
const withoutCookie =
  "Your browser did not send the cookie of the page that asked you. If you did not press a button, nothing has happened. If you did: allow cookies for this server, and start again from your MCP client. A proxy in front of this server must not change or remove cookies.";
