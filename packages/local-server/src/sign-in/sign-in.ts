import type { AuthenticationResult } from "@azure/msal-node";
import { signInWithBroker } from "./broker.ts";
import { signInWithBrowser } from "./browser.ts";
import type { SignInWay } from "./choose-ways.ts";
import { signInWithDeviceCode } from "./device-code.ts";
import { NotShownError, type SignInPrompts } from "./prompt.ts";
import type { SignInOptions } from "./sign-in-options.ts";

const flows = {
  broker: signInWithBroker,
  browser: signInWithBrowser,
  "device-code": signInWithDeviceCode,
};

/**
 * Signs the user in with the first way that reaches them.
 *
 * @throws what MSAL throws, what the last prompt throws, or the reason of `signal`.
 */
export async function signIn(
  ways: readonly SignInWay[],
  prompts: SignInPrompts,
  options: Omit<SignInOptions, "prompt">,
): Promise<AuthenticationResult> {
  let failure: unknown;
  for (const { flow, prompt: name } of ways) {
    const prompt = prompts[name];
    try {
      if (prompt === undefined) throw new NotShownError(clientOpensNoPages);
      return await flows[flow]({ ...options, prompt });
    } catch (error) {
      if (!(error instanceof NotShownError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

const clientOpensNoPages =
  "Your MCP client does not open pages (URL elicitation). Start the server with --sign-in auto, --sign-in browser or --sign-in device-code.";
