import { AuthenticationError } from "@mcp-entra/auth-core/without-msal";
import type { AskForPage, Page } from "../calls/tool-call.ts";
import { NotShownError, type SignInPrompt } from "./prompt.ts";

/**
 * No person can read a question and decline within this time: such an answer comes from the client itself.
 */
const fastestPersonMs = 1_000;

/**
 * Asks through the MCP client. The client shows the message and the URL, and opens the page if the user
 * agrees. Neither the client nor the model sees that page.
 *
 * Some clients say that they open pages, but then decline without a user, or fail. The user was not asked, so
 * this is not the user's answer.
 *
 * @param now milliseconds of a clock that is never set.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation
 */
export function createClientPrompt(ask: AskForPage, now: () => number): SignInPrompt {
  const show = async (page: Page, over: AbortSignal): Promise<void> => {
    const askedAt = now();
    const answer = await ask(page, over).catch((cause: unknown) => {
      throw new NotShownError(clientFailed, { cause });
    });
    // “accept” means “I will open the page”. The sign-in itself shows the result.
    if (answer === "accept") return;
    if (now() - askedAt < fastestPersonMs) throw new NotShownError(clientDeclined);
    throw new AuthenticationError("sign_in_failed", refusals[answer]);
  };
  return {
    showSignInPage: async (url, over) =>
      show({ url, message: "Sign in with Microsoft Entra ID, so that this tool can act as you." }, over),
    showDeviceCode: async ({ verificationUri, userCode }, over) =>
      show(
        {
          url: verificationUri,
          message: `Sign in with Microsoft Entra ID: open the page and enter the code ${userCode}. Enter it only if you have just called this tool yourself.`,
        },
        over,
      ),
  };
}

const otherWays =
  "Start the server with --sign-in browser or --sign-in device-code, or sign in beforehand in a terminal with --sign-in-now.";
const clientFailed = `Your MCP client could not show the sign-in page. ${otherWays}`;
const clientDeclined = `Your MCP client declined the sign-in by itself, without asking you. ${otherWays}`;
const refusals = {
  decline: "You declined to sign in. Call the tool again when you want to sign in.",
  cancel: "The sign-in was dismissed. Call the tool again when you want to sign in.",
} as const;
