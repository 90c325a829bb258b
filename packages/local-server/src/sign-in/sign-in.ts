import type { AuthenticationResult } from "@azure/msal-node";
import { signInWithBroker } from "./broker.ts";
import { signInWithBrowser } from "./browser.ts";
import type { SignInWay } from "./choose-way.ts";
import { signInWithDeviceCode } from "./device-code.ts";
import { BrowserUnavailableError } from "./prompt.ts";
import type { SignInOptions } from "./sign-in-options.ts";

/** Signs a person in. @throws what MSAL throws, what the prompt throws, or the reason of `signal`. */
export async function signIn(way: SignInWay, options: SignInOptions): Promise<AuthenticationResult> {
  if (way === "broker") return signInWithBroker(options);
  if (way === "device-code") return signInWithDeviceCode(options);
  try {
    return await signInWithBrowser(options);
  } catch (error) {
    if (way === "browser" || !(error instanceof BrowserUnavailableError)) throw error;
    return signInWithDeviceCode(options);
  }
}
