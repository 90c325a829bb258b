import type { PublicClientApplication } from "@azure/msal-node";
import type { SignInPrompt } from "./prompt.ts";

/** What is asked of Entra, whichever way the person signs in. */
export interface SignInRequest {
  scopes: string[];
  /** Whom Entra should offer first: the user from before. */
  loginHint?: string;
  /** What Entra demanded when it refused the silent way (Conditional Access), to be passed on unread. */
  claims?: string;
}

/** What every way of signing in needs. */
export interface SignInOptions {
  client: PublicClientApplication;
  request: SignInRequest;
  prompt: SignInPrompt;
  /** Ends the sign-in before its time. */
  signal: AbortSignal;
}
