import { randomUUID } from "node:crypto";
import { AuthenticationError } from "@mcp-entra/auth-core/quick-to-load";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { SignInPrompt } from "./prompt.ts";

/** The longest that a Node timer can wait. The SDK's default would end the request after a minute, amid the password. */
const untilTheSignInIsOver = 2 ** 31 - 1;

/** Whether the connected client can show a person a URL (MCP 2025-11-25, elicitation in URL mode). */
export function clientOpensPages(server: McpServer): boolean {
  return server.server.getClientCapabilities()?.elicitation?.url !== undefined;
}

/**
 * Asks through the MCP client: it shows the message and the URL, and opens the page when the person agrees. Neither the
 * client nor the model sees what happens on that page.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 */
export function createElicitationPrompt(server: McpServer): SignInPrompt {
  return {
    clientOpensPages: true,
    showSignInPage: async (url, over) =>
      elicit(
        server,
        { url, message: "Sign in with Microsoft Entra ID, so that this tool can act as you." },
        over,
      ),
    showDeviceCode: async ({ verificationUri, userCode }, over) =>
      elicit(
        server,
        {
          url: verificationUri,
          message: `Sign in with Microsoft Entra ID: open the page and enter the code ${userCode}. Enter it only if you have just called this tool yourself.`,
        },
        over,
      ),
  };
}

async function elicit(
  server: McpServer,
  page: { url: string; message: string },
  over: AbortSignal,
): Promise<void> {
  const elicitationId = randomUUID();
  const tellItIsComplete = server.server.createElicitationCompletionNotifier(elicitationId);
  const { action } = await whilePending(over, async (signal) =>
    server.server.elicitInput(
      { mode: "url", elicitationId, ...page },
      { signal, timeout: untilTheSignInIsOver },
    ),
  ).catch((cause: unknown) => {
    throw new AuthenticationError("sign_in_failed", clientFailed, { cause });
  });
  if (action !== "accept") throw new AuthenticationError("sign_in_failed", refusals[action]);
  // Accepting means "I will open the page". When the sign-in behind it ends, the client may stop waiting.
  const tell = (): void => void tellItIsComplete().catch(() => undefined);
  if (over.aborted) tell();
  else over.addEventListener("abort", tell, { once: true });
}

/**
 * Passes `over` on only while the request is pending: the SDK would otherwise send the client a cancellation for a
 * request that it has answered long ago.
 */
async function whilePending<Result>(
  over: AbortSignal,
  request: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const pending = new AbortController();
  const forward = (): void => pending.abort("The sign-in is over.");
  over.addEventListener("abort", forward, { once: true });
  try {
    return await request(pending.signal);
  } finally {
    over.removeEventListener("abort", forward);
  }
}

const clientFailed =
  "Your MCP client could not show the sign-in page. Call the tool again, or start the server with --sign-in device-code.";
const refusals = {
  decline: "You declined to sign in. Call the tool again when you want to sign in.",
  cancel: "The sign-in was dismissed. Call the tool again when you want to sign in.",
} as const;
